import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { systemFolder, systemPath } from './folders.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { endAll, ownerVariable, postgresOf } from './processes.ts';
import { type Tell, tellNotice, tellStep } from './progress.ts';
import { readWhole, writeWhole } from './state.ts';
import { canEnter, type User } from './unprivileged.ts';

const accessSchema = z.object({
  /** PostgreSQL's data folder; relative to the folder of this file, so that a checkout may move, or absolute. */
  data: z.string(),
  superuserPassword: z.string(),
  rolePassword: z.string(),
});

/** A whole cluster on disk and the ways into it. */
export interface Cluster {
  readonly dataFolder: string;
  readonly superuserPassword: string;
  readonly rolePassword: string;
}

export interface ClusterPlace {
  /** The state folder. */
  readonly home: string;
  /** The cluster's own folder in it. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly user: User | null;
  readonly tell: Tell;
  /** Ends the making half way. */
  readonly signal: AbortSignal;
}

/** Opens the cluster of a state folder, making it first where there is none. */
export async function openCluster(place: ClusterPlace): Promise<Cluster> {
  const access = readWhole(join(place.folder, 'access.json'), accessSchema);
  if (access === null && existsSync(place.folder)) {
    throw new LoomError(
      'services.state_incompatible',
      `${place.folder} holds a PostgreSQL cluster but not its passwords (access.json).`,
      'Put the file back from a backup, or move the folder away to begin anew.',
    );
  }
  if (access === null) return tellStep(place.tell, 'Making the PostgreSQL cluster', () => makeCluster(place));
  const cluster = { ...access, dataFolder: resolve(place.folder, access.data) };
  checkOwner(place, cluster);
  checkMajor(place, cluster);
  letThrough(place, [place.home, place.folder]);
  return cluster;
}

/** Made under another name and renamed when whole: an interrupt leaves nothing that a later start would trust. */
async function makeCluster(place: ClusterPlace): Promise<Cluster> {
  const { home, folder, user, tell } = place;
  const making = `${folder}.making`;
  await endMaking(join(making, 'data'));
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  letThrough(place, [home, making]);
  const parent = user === null || canEnter(making, user) ? making : await outsideFolder(place);
  if (parent !== making) {
    tellNotice(tell, `PostgreSQL keeps its data in ${parent}: as root it runs under a user who may not enter ${home}.`);
  }
  const dataFolder = join(parent, 'data');
  const passwordFile = join(parent, 'password');
  const superuserPassword = password();
  mkdirSync(dataFolder, { mode: 0o700 });
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  if (user !== null) for (const path of [dataFolder, passwordFile]) chownSync(path, user.uid, user.gid);
  await initialise(place, dataFolder, passwordFile);
  rmSync(passwordFile);
  const access = {
    data: parent === making ? 'data' : dataFolder,
    superuserPassword,
    rolePassword: password(),
  };
  writeWhole(join(making, 'access.json'), access);
  renameSync(making, folder);
  return { ...access, dataFolder: resolve(folder, access.data) };
}

/** An initdb whose parent was killed may still be writing. */
async function endMaking(dataFolder: string): Promise<void> {
  await endAll(postgresOf(dataFolder), 'SIGKILL', 0);
}

function initialise(
  { binaries, home, user, signal }: ClusterPlace,
  dataFolder: string,
  passwordFile: string,
): Promise<void> {
  const args = [
    `--pgdata=${dataFolder}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    // The same order and letters on every machine, whatever locales it has.
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--text-search-config=english',
    '--set=timezone=UTC',
    '--no-instructions',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, args, {
      ...user,
      cwd: '/',
      env: { ...postgresEnvironment(), [ownerVariable]: home },
      signal,
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const cause = output.trim().split('\n').at(-1) ?? '';
      reject(
        new LoomError(
          'services.not_started',
          `The PostgreSQL cluster could not be made (${signal ?? `exit code ${code}`}): ${cause}`,
          'Check that the disk has room and that the folder can be written, then start again.',
        ),
      );
    });
  });
}

/** Nothing of the person's own PG... variables or locale. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** Lets PostgreSQL's group, and nobody else, pass through folders that belong to root. */
function letThrough({ user }: ClusterPlace, folders: readonly string[]): void {
  if (user === null) return;
  for (const folder of folders) {
    chownSync(folder, 0, user.gid);
    chmodSync(folder, 0o710);
  }
}

/** A folder outside the checkout, and away with those an earlier, interrupted try of this state folder left there. */
async function outsideFolder(place: ClusterPlace): Promise<string> {
  const clusters = join(systemFolder(), 'clusters');
  for (const folder of clusterFolders(place.home)) {
    await endMaking(join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(clusters, { recursive: true });
  chmodSync(clusters, 0o755);
  const folder = join(clusters, randomBytes(8).toString('hex'));
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'owner'), place.home);
  letThrough(place, [folder]);
  return folder;
}

/** Folders outside a state folder that hold clusters made for it. */
export function clusterFolders(home: string): string[] {
  const clusters = join(systemPath, 'clusters');
  if (!existsSync(clusters)) return [];
  return readdirSync(clusters)
    .map((name) => join(clusters, name))
    .filter((folder) => ownerOf(folder) === home);
}

function ownerOf(folder: string): string | null {
  const file = join(folder, 'owner');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Two state folders, one of them copied from the other, must never run one cluster. */
function checkOwner({ home, folder }: ClusterPlace, { dataFolder }: Cluster): void {
  const parent = join(dataFolder, '..');
  if (parent === folder) return;
  const owner = ownerOf(parent);
  if (owner === home) return;
  const theirs = owner && readWhole(join(owner, 'postgres', 'access.json'), accessSchema);
  if (theirs && theirs.data === dataFolder) {
    throw new LoomError(
      'services.state_incompatible',
      `${folder} is a copy of ${owner}, and both name the PostgreSQL cluster in ${parent}.`,
      `Move ${folder} away to begin anew here.`,
    );
  }
  if (existsSync(parent)) writeFileSync(join(parent, 'owner'), home);
}

function checkMajor({ folder, binaries }: ClusterPlace, { dataFolder }: Cluster): void {
  const file = join(dataFolder, 'PG_VERSION');
  if (!existsSync(file)) {
    throw new LoomError(
      'services.state_incompatible',
      `The PostgreSQL cluster of ${folder} is gone: ${dataFolder} holds none.`,
      `Put it back from a backup, or move ${folder} away to begin anew.`,
    );
  }
  const major = readFileSync(file, 'utf8').trim();
  if (major === binaries.major) return;
  throw new LoomError(
    'services.state_incompatible',
    `The cluster in ${dataFolder} was made by PostgreSQL ${major}, and this is PostgreSQL ${binaries.major}.`,
    `Carry the data over with pg_dump of version ${major}, or move ${folder} away to begin anew.`,
  );
}

function password(): string {
  return randomBytes(24).toString('base64url');
}
