import { sql } from 'drizzle-orm';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { migrate } from '../../db/migrate.ts';
import journal from '../../db/migrations/meta/_journal.json';
import { type NewPackageVersion, savePackageVersion } from '../../db/packages.ts';
import { savePlan } from '../../db/plans.ts';
import { findVersions, listVersions, readPlan, readVersion } from '../../db/read/packages.ts';
import { freshDatabase } from '../support/services.ts';

let databaseUrl: string;
let connection: DatabaseConnection;
beforeAll(async () => {
  databaseUrl = await freshDatabase();
  connection = connectDatabase(databaseUrl);
});
afterAll(() => connection.close());

const plan = { hash: 'a'.repeat(64), format: 1, loop: 'greet', plan: '{"format":1}' };
const version = (name: string, number: string, source = 'LOOP greet'): NewPackageVersion => ({
  package: name,
  version: number,
  sha256: 'b'.repeat(64),
  planHash: plan.hash,
  source,
  documentation: 'Says hello.',
  examples: [],
  metadata: {
    workflow_id: name,
    name,
    version: number,
    author: 'ada',
    description: 'Says hello.',
    category: 'general',
    tags: [],
    dependencies: {},
    min_hololoom_version: '0.1.0',
  },
  contract: {},
  lock: {},
});

describe('published versions', () => {
  it('are stored once: the second to take a version is told, and changes nothing', async () => {
    expect(await savePackageVersion(connection.db, version('greeter', '1.0.0'), [plan])).toBe(true);
    expect(await savePackageVersion(connection.db, version('greeter', '1.0.0', 'LOOP evil'), [plan])).toBe(false);
    expect((await readVersion(connection.db, 'greeter', '1.0.0'))?.source).toBe('LOOP greet');
  });

  it('have one winner when many publish at the same time', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        savePackageVersion(connection.db, version('raced', '1.0.0', `LOOP number_${index}`), [plan]),
      ),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('cannot be changed, deleted or emptied, and neither can plans', async () => {
    await savePackageVersion(connection.db, version('kept', '1.0.0'), [plan]);
    for (const statement of [
      sql`UPDATE package_versions SET source = 'x'`,
      sql`DELETE FROM package_versions`,
      sql`TRUNCATE package_versions`,
      sql`UPDATE plans SET plan = 'x'`,
      sql`DELETE FROM plans`,
    ]) {
      await expect(connection.db.execute(statement)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('append-only') },
      });
    }
  });

  it('are found by name', async () => {
    await savePackageVersion(connection.db, version('many', '1.0.0'), [plan]);
    await savePackageVersion(connection.db, version('many', '1.1.0'), [plan]);
    const found = await findVersions(connection.db, ['many', 'nobody']);
    expect(found.map((each) => each.version).sort()).toEqual(['1.0.0', '1.1.0']);
    expect(await listVersions(connection.db, { package: 'many' })).toHaveLength(2);
    expect(await findVersions(connection.db, [])).toEqual([]);
  });
});

describe('plans', () => {
  it('come back as the very text that was hashed', async () => {
    const text = '{"b":1.50,"a":"é"}';
    await savePlan(connection.db, { ...plan, hash: 'c'.repeat(64), plan: text });
    expect(await readPlan(connection.db, 'c'.repeat(64))).toBe(text);
    expect(await readPlan(connection.db, 'd'.repeat(64))).toBeUndefined();
  });
});

describe('migrations', () => {
  it('run once when several processes start at the same time, and again without harm', async () => {
    await Promise.all([migrate(databaseUrl), migrate(databaseUrl), migrate(databaseUrl)]);
    const { rows } = await connection.db.execute(sql`SELECT count(*)::int AS done FROM drizzle.__drizzle_migrations`);
    expect(rows).toEqual([{ done: journal.entries.length }]);
  });
});
