import { z } from 'zod';
import { readWorkspace } from '../../db/read/generations.ts';
import { findVersions, readVersion } from '../../db/read/packages.ts';
import { readRegistryHead } from '../../db/read/registry.ts';
import { saveRegistryHead } from '../../db/registry.ts';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { versionSchema } from '../../domain/market/bundle.ts';
import { type Closure, openClosure } from '../../domain/market/closure.ts';
import { LogProof } from '../../domain/market/log-proof.ts';
import type { ChangeRequest } from '../../domain/market/proposal.ts';
import { logPageSchema } from '../../domain/market/registry.ts';
import { sha256Schema } from '../../domain/market/signature.ts';
import { isInRange, isNewer, newestFirst } from '../../domain/market/versions.ts';
import type { ProgramDeps } from '../program.ts';
import { verify } from '../verify.ts';
import { importClosure } from './import.ts';
import { badAnswer, type RegistryClient } from './registry-client.ts';

export interface RegistryDeps extends ProgramDeps {
  /** Null where no registry is named. */
  readonly registry: RegistryClient | null;
}

const versionsSchema = z
  .array(z.object({ version: versionSchema, sha256: sha256Schema, yanked: z.string().nullable() }))
  .max(limits.releasesMax);

/** A package somebody wants a version of. */
interface Wanted {
  readonly package: string;
  /** Null for the newest of all. */
  readonly range: string | null;
}

/** A newest one that needs a newer HoloLoom is passed over, but not for ever. */
const triesMax = 5;

/**
 * Brings the newest fitting release of each package a change is about, with all it needs, from the registry into the market
 * here, as `market import` would: nothing comes in that is not checked as everything else. What is here already stays.
 */
export async function bringFor(
  deps: RegistryDeps,
  workspace: string,
  request: Exclude<ChangeRequest, { kind: 'uninstall' }>,
): Promise<void> {
  const { registry } = deps;
  if (registry === null) return;
  for (const wanted of await wantedOf(deps, workspace, request)) await bring(deps, registry, wanted);
}

async function wantedOf(
  { db }: RegistryDeps,
  workspace: string,
  request: Exclude<ChangeRequest, { kind: 'uninstall' }>,
): Promise<readonly Wanted[]> {
  if (request.kind === 'install') return [{ package: request.package, range: request.range }];
  const { entries } = await readWorkspace(db, workspace);
  return entries
    .filter((entry) => entry.direct && (request.packages?.includes(entry.package) ?? true))
    .map((entry) => ({ package: entry.package, range: request.to[entry.package] ?? entry.range }));
}

async function bring(deps: RegistryDeps, registry: RegistryClient, { package: name, range }: Wanted): Promise<void> {
  const offered = await registry.json(`/versions/${name}`, versionsSchema);
  const fitting = newestFirst(offered ?? []).filter(
    ({ version, yanked }) => yanked === null && (range === null || isInRange(version, range)),
  );
  const here = newestFirst(await findVersions(deps.db, [name]))[0]?.version;
  for (const { version, sha256 } of fitting.slice(0, triesMax)) {
    // What was not asked for by its version is only wanted when it is newer than what there is.
    if (range === null && here !== undefined && !isNewer(version, here)) return;
    const stored = await readVersion(deps.db, name, version);
    if (stored !== undefined) return assertSame(registry, name, version, stored.sha256, sha256);
    if (await broughtIn(deps, registry, { package: name, version, sha256 })) return;
  }
}

function assertSame(registry: RegistryClient, name: string, version: string, here: string, there: string): void {
  if (here === there) return;
  throw new LoomError(
    'market.version_exists',
    `${name} ${version} is here already, and at ${registry.origin} it is something else; a version never changes.`,
    'Ask its publisher which of the two is theirs.',
  );
}

interface Offered {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
}

/** @returns false for a release that needs a newer HoloLoom than this one */
async function broughtIn(deps: RegistryDeps, registry: RegistryClient, offered: Offered): Promise<boolean> {
  const { package: name, version, sha256 } = offered;
  const text = await registry.text(`/bundles/${name}/${version}`);
  if (text === null) throw badAnswer(registry.origin, `it lists ${name} ${version} and does not have it`);
  const { closure, releases } = openClosure(text, verify);
  const root = releases.at(-1);
  if (root?.artifact.package !== name || root.artifact.version !== version || root.sha256 !== sha256) {
    throw badAnswer(registry.origin, `asked for ${name} ${version}, it hands out another release`);
  }
  await followLog(deps, registry, closure);
  try {
    // Which version it is was decided here, so it is not for the registry to bring an old one for a new one.
    await importClosure(deps)({ closure, older: true });
    return true;
  } catch (error) {
    if (LoomError.from(error).code === 'market.needs_newer') return false;
    throw error;
  }
}

/** Proves that the releases are in the log of the registry, and that this log only ever grew since it was last seen. */
async function followLog({ db }: RegistryDeps, registry: RegistryClient, { head, releases }: Closure): Promise<void> {
  const seen = (await readRegistryHead(db, registry.origin)) ?? null;
  const proof = new LogProof({ links: releases.map(({ link }) => link), head, seen });
  for (let since = proof.next; since !== null; since = proof.next) {
    const page = await registry.json(`/log?since=${since}`, logPageSchema);
    proof.add(page?.links ?? []);
  }
  await saveRegistryHead(db, registry.origin, head);
}
