import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** What `global-setup.ts` leaves in the environment for the processes that run the tests. */
export const variables = {
  adminUrl: 'HOLOLOOM_TEST_ADMIN_URL',
  template: 'HOLOLOOM_TEST_TEMPLATE_URL',
  temporal: 'HOLOLOOM_TEST_TEMPORAL_ADDRESS',
  workflowBundle: 'HOLOLOOM_TEST_WORKFLOW_BUNDLE',
  matrix: 'HOLOLOOM_TEST_MATRIX',
} as const;

/** A new database with all tables and nothing in them; thrown away with its server when the tests end. */
export function freshDatabase(): Promise<string> {
  return newDatabase(new URL(left('template')).pathname.slice(1));
}

/**
 * A new database without tables.
 * @param prepare statements that the superuser runs in it first
 */
export async function emptyDatabase(prepare: readonly string[]): Promise<string> {
  const url = await newDatabase('template0');
  const admin = new URL(left('adminUrl'));
  admin.pathname = new URL(url).pathname;
  const client = new Client({ connectionString: admin.href });
  await client.connect();
  try {
    for (const statement of prepare) await client.query(statement);
  } finally {
    await client.end();
  }
  return url;
}

async function newDatabase(template: string): Promise<string> {
  const url = new URL(left('template'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: left('adminUrl') });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${url.username}`);
  } finally {
    await client.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}

/** `host:port` of a real Temporal with the search attributes of runs, in its namespace `default`. */
export function temporalAddress(): string {
  return left('temporal');
}

/** A file with the workflows bundled from the sources as they are now. */
export function workflowBundlePath(): string {
  return left('workflowBundle');
}

function left(name: keyof typeof variables): string {
  const value = process.env[variables[name]];
  if (!value)
    throw new Error('The services of the tests do not run: this test belongs to the jest project "services".');
  return value;
}
