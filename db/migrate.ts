import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import { Client, DatabaseError } from 'pg';
import { LoomError } from '../domain/errors.ts';
import { databaseOver } from './connection.ts';
import { indexForgotten } from './search-index.ts';

/** Any constant does, as long as nothing else in the database locks by it. */
const migrationLock = 7_305_011;

/** The folder of migrations: beside this file in the sources, two levels up from the compiled one. */
function migrationsFolder(): string {
  const beside = join(__dirname, 'migrations');
  return existsSync(beside) ? beside : join(__dirname, '..', '..', 'db', 'migrations');
}

/**
 * Brings the tables up to date. Safe to call from several processes at once: they queue on an advisory lock, and a
 * migration that is done is not run again. A migration that dies half way leaves nothing: it is one transaction.
 * @throws LoomError `services.extension_missing`
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const db = databaseOver(client);
    await runMigrations(db, { migrationsFolder: migrationsFolder() });
    await indexForgotten(db);
  } catch (error) {
    throw explained(error);
  } finally {
    await client.end();
  }
}

/** What a migration says by itself of a database that does not let it go on; every other error stays as it is. */
function explained(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof DatabaseError) || cause.code !== 'P0001' || cause.hint === undefined) return error;
  return new LoomError('services.extension_missing', `${cause.message}.`, cause.hint, { cause });
}
