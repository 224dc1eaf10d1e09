import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { type Client, Pool } from 'pg';
import * as marketTables from './market-tables.ts';
import * as standingTables from './standing-tables.ts';
import * as ownTables from './tables.ts';

const tables = { ...ownTables, ...marketTables, ...standingTables };

export type Database = NodePgDatabase<typeof tables>;

export interface DatabaseConnection {
  readonly db: Database;
  close(): Promise<void>;
}

/**
 * Opens a pool of connections; the first query connects.
 * @param url `postgres://user:password@host:port/database`
 * @param connectionsMax at most this many at once
 */
export function connectDatabase(url: string, connectionsMax = 10): DatabaseConnection {
  const pool = new Pool({ connectionString: url, max: connectionsMax, connectionTimeoutMillis: 10_000 });
  // An idle connection that dies (a server restart) is replaced by the pool on the next query; it must not end us.
  pool.on('error', () => undefined);
  return { db: drizzle(pool, { schema: tables }), close: () => pool.end() };
}

/** The same over one connection that is open already. */
export function databaseOver(client: Client): Database {
  return drizzle(client, { schema: tables });
}
