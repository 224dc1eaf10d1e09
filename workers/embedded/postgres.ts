import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { LoomError } from '../../domain/errors.ts';
import { type Child, lastLines, startChild } from './child.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { type Cluster, openCluster, postgresEnvironment } from './postgres-cluster.ts';
import { endAll, postgresOf } from './processes.ts';
import { type Tell, tellNotice, tellStep } from './progress.ts';
import { unprivilegedUser } from './unprivileged.ts';

/** PostgreSQL, running. */
export interface Postgres {
  readonly child: Child;
  /** Of the role that owns the database `hololoom` and nothing else. */
  readonly databaseUrl: string;
  /** Of the superuser, for tests and repair. */
  readonly adminUrl: string;
  readonly dataFolder: string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** The state folder. */
  readonly home: string;
  /** The cluster's folder in it. */
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  /** False only where the data is thrown away anyhow: does not wait for the disk. */
  readonly durable: boolean;
  readonly tell: Tell;
  /** Ends the start half way. */
  readonly signal: AbortSignal;
}

const database = 'hololoom';
const startMs = 60_000;
/** A fast shutdown rolls back and writes a checkpoint; past this the next start recovers instead. */
const stopMs = 4_000;

/** Starts PostgreSQL on 127.0.0.1, over whatever an earlier life of it left behind. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { home, tell } = options;
  const user = unprivilegedUser((name) => tellNotice(tell, `Made the system user "${name}" for PostgreSQL.`));
  const binaries = await postgresBinaries(user, tell);
  const cluster = await openCluster({ ...options, binaries, user });
  await sweepLeftovers(cluster.dataFolder);
  const child = startChild({
    program: binaries.postgres,
    args: ['-D', cluster.dataFolder, ...settings(options).flatMap((setting) => ['-c', setting])],
    home,
    logFile: options.logFile,
    cwd: '/',
    user,
    env: postgresEnvironment(),
    stopSignal: 'SIGINT',
  });
  const stop = async () => {
    await child.stop(stopMs);
    // A postmaster that had to be killed leaves its busy backends.
    await endAll(postgresOf(cluster.dataFolder), 'SIGKILL', 0);
  };
  const url = (name: string, password: string, to: string) =>
    `postgres://${name}:${password}@127.0.0.1:${options.port}/${to}`;
  const adminUrl = url('postgres', cluster.superuserPassword, 'postgres');
  try {
    await tellStep(tell, 'Starting PostgreSQL', async () => {
      await ready(child, adminUrl, options);
      await ensureDatabase(adminUrl, cluster);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const databaseUrl = url(database, cluster.rolePassword, database);
  return { child, databaseUrl, adminUrl, dataFolder: cluster.dataFolder, stop };
}

function settings({ port, durable }: PostgresOptions): string[] {
  return [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    // A query nobody waits for any more must not outlive its client, or its postmaster.
    'statement_timeout=60s',
    'client_connection_check_interval=1s',
    'idle_in_transaction_session_timeout=5min',
    'max_connections=200',
    'log_line_prefix=%m [%p] ',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum=off']),
  ];
}

/**
 * Ends what a killed supervisor or postmaster left of this cluster. Its orphaned backends hold the shared memory, and
 * PostgreSQL refuses to start beside them; they have nothing acknowledged that is not in the write-ahead log.
 */
async function sweepLeftovers(dataFolder: string): Promise<void> {
  const found = postgresOf(dataFolder);
  // To a postmaster SIGINT is a fast shutdown, to a backend the end of its query.
  await endAll(found, 'SIGINT', 2_000);
  await endAll(postgresOf(dataFolder), 'SIGKILL', 0);
  // With all processes of the cluster gone its pid file is stale, whoever has that number now.
  if (process.platform === 'linux') rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
}

async function ready(child: Child, adminUrl: string, { logFile, signal }: PostgresOptions): Promise<void> {
  const end = Date.now() + startMs;
  for (;;) {
    signal.throwIfAborted();
    if (!child.isRunning()) throw notStarted(`PostgreSQL ended while it started (${await child.ended})`, logFile);
    const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() > end) throw notStarted(`PostgreSQL does not answer: ${String(error)}`, logFile);
    }
    await sleep(20);
  }
}

function notStarted(what: string, logFile: string): LoomError {
  return new LoomError(
    'services.not_started',
    `${what}; the end of its log:\n${lastLines(logFile, 4)}`,
    `Read ${logFile}, then start again.`,
  );
}

/** The role and its database, where they are missing: every start sees to it, so an interrupt between them heals. */
async function ensureDatabase(adminUrl: string, { rolePassword }: Cluster): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [database]);
    const verb = role.rowCount === 0 ? 'CREATE' : 'ALTER';
    // The password is of letters, digits, "-" and "_": nothing to escape, and statements like this take no parameters.
    await client.query(`${verb} ROLE ${database} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${rolePassword}'`);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${database}`);
  } finally {
    await client.end();
  }
}
