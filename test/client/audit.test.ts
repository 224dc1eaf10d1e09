import { sql } from 'drizzle-orm';
import type { Loom } from '../../client/loom.ts';
import { connectDatabase } from '../../db/connection.ts';
import { marketLog } from '../../db/market-tables.ts';
import { canonicalJson, contentHash } from '../../domain/canonical.ts';
import { linkAfter, logBegin } from '../../domain/market/log.ts';
import { keysInMemory } from '../support/keys.ts';
import { bundleOf } from '../support/made-releases.ts';
import { type Bench, workbench } from '../support/worker.ts';

const toolbox = 'TOOLS voice\n  - shout(text: text) -> text = READ HOST test/shout\nEND\n';
const greeter = 'LOOP greeter\n  INPUT: who: text\n  STEPS:\n    - loud = shout(who)\n  OUTPUT: {loud}\nEND\n';
let bench: Bench;
let loom: Loom;
beforeAll(async () => {
  bench = await workbench({ shout: ({ text }) => String(text).toUpperCase() });
  loom = bench.openLoom(keysInMemory('ann'));
  await loom.market.publish(bundleOf('acme/voice', toolbox));
  await loom.market.publish(bundleOf('acme/greeter', greeter, { dependencies: { 'acme/voice': '^1' } }));
  await loom.keys.rotate('acme');
  await loom.market.publish(bundleOf('acme/voice', toolbox, { version: '1.0.1' }));
  const by = { requestId: 'mark', room: 'terminal', requester: '@ann' };
  await loom.market.mark('acme/voice@1.0.0', 'deprecated', 'old', by);
});
afterAll(async () => {
  await loom.close();
  await bench.close();
});

/** What an audit finds once somebody with all rights on the database did this behind the back of its triggers. */
async function findingsAfter(...statements: readonly string[]): Promise<readonly string[]> {
  const url = new URL(bench.databaseUrl);
  const { db, close } = connectDatabase(url.href, 1);
  const before = await loom.market.audit();
  expect(before.findings).toEqual([]);
  const tables = ['market_log', 'package_versions', 'publisher_keys', 'release_marks', 'plans', 'packages'];
  const all = async (how: string): Promise<void> => {
    for (const table of tables) await db.execute(sql.raw(how.replaceAll('TABLE_NAME', table)));
  };
  await all('ALTER TABLE TABLE_NAME DISABLE TRIGGER USER');
  await all('CREATE TABLE kept_TABLE_NAME AS TABLE TABLE_NAME');
  try {
    for (const statement of statements) await db.execute(sql.raw(statement));
    return (await loom.market.audit()).findings.map(({ where, what }) => `${where}: ${what}`);
  } finally {
    await db.execute(
      sql.raw('TRUNCATE release_marks, market_log, package_versions, plans, packages, publisher_keys CASCADE'),
    );
    for (const table of ['plans', 'publisher_keys', 'package_versions', 'packages', 'market_log'])
      await db.execute(sql.raw(`INSERT INTO ${table} SELECT * FROM kept_${table}`));
    await db.execute(sql.raw('INSERT INTO release_marks OVERRIDING SYSTEM VALUE SELECT * FROM kept_release_marks'));
    await all('DROP TABLE kept_TABLE_NAME');
    await all('ALTER TABLE TABLE_NAME ENABLE TRIGGER USER');
    await close();
  }
}

describe('an audit', () => {
  it('finds nothing where nothing was changed, and says how much it looked at', async () => {
    expect(await loom.market.audit()).toEqual({
      entries: 6,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      releases: 3,
      unsigned: 0,
      keys: 2,
      findings: [],
    });
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'a changed artifact',
      ["UPDATE package_versions SET artifact = replace(artifact, 'shout', 'shoot') WHERE version = '1.0.1'"],
      /acme\/voice 1\.0\.1: It is not what its sha256 belongs to.*acme\/voice 1\.0\.1: It is not signed by acme/s,
    ],
    [
      'a changed copy of its source',
      ["UPDATE package_versions SET source = replace(source, 'shout', 'shoot') WHERE version = '1.0.1'"],
      /^acme\/voice 1\.0\.1: Its source is another one beside the release than in it\.$/,
    ],
    [
      'a changed contract',
      [`UPDATE package_versions SET contract = jsonb_set(contract, '{tools}', '[]') WHERE version = '1.0.1'`],
      /^acme\/voice 1\.0\.1: Its contract is another one/,
    ],
    [
      'a changed plan',
      [`UPDATE plans SET plan = replace(plan, 'greeter', 'beater')`],
      /acme\/greeter 1\.0\.0: The plan it runs is not/,
    ],
    [
      'a missing signature',
      ["UPDATE package_versions SET signature = NULL WHERE version = '1.0.1'"],
      /1\.0\.1: Its signature is gone/,
    ],
    [
      'a release that is gone',
      ["DELETE FROM package_versions WHERE version = '1.0.1'"],
      /^acme\/voice 1\.0\.1: It is gone; the log has it in entry 5\.$/,
    ],
    [
      'another owner',
      ["UPDATE packages SET publisher = 'eve' WHERE package = 'acme/voice'"],
      /It belongs to eve and is signed by acme/,
    ],
    [
      'another key',
      [`UPDATE publisher_keys SET public_key = '${'a'.repeat(64)}' WHERE replaces IS NULL`],
      /It is not the key its name belongs to/,
    ],
    [
      'a key nobody signed for',
      [`UPDATE publisher_keys SET proof = '${'0'.repeat(128)}' WHERE replaces IS NOT NULL`],
      /The key it replaces did not sign for it/,
    ],
    [
      'a mark that is gone',
      ['DELETE FROM release_marks'],
      /^marks: \["acme\/voice@1\.0\.0","deprecated","old"\] is gone\.$/,
    ],
    [
      'a changed reason',
      ["UPDATE release_marks SET reason = 'new'"],
      /The log does not know \["acme\/voice@1\.0\.0","deprecated","new"\]/,
    ],
    [
      'a changed entry',
      ["UPDATE market_log SET entry = replace(entry, 'old', 'new') WHERE seq = 6"],
      /^entry 6: The log is broken: its text was changed/,
    ],
    [
      'an entry that is gone',
      ['DELETE FROM market_log WHERE seq = 3'],
      /entry 4: The log is broken: entry 3 is missing/,
    ],
  ])('finds %s', async (_what, statements, findings) => {
    expect((await findingsAfter(...statements)).join('\n')).toMatch(findings);
  });
});

describe('a release from before packages were signed', () => {
  it('is signed by its publisher when the same is published again, and stays what it was', async () => {
    const { metadata, source, documentation, examples } = bundleOf('old-voice', toolbox);
    const offer = { package: 'old-voice', version: '1.0.0', entry: null, tools: [] };
    const sha256 = contentHash({ source, metadata, documentation, examples, contract: offer, lock: {} });
    const head = (await bench.db.select().from(marketLog)).at(-1) ?? logBegin;
    const at = '2026-11-25T03:00:00.000Z';
    const { seq, previous, entry, hash } = linkAfter(head, {
      kind: 'adopted',
      at,
      package: 'old-voice',
      version: '1.0.0',
      sha256,
    });
    await bench.db.insert(marketLog).values({ seq, previous, entry, hash, release: sha256 });
    await bench.db.execute(sql`INSERT INTO packages (package, skeleton) VALUES ('old-voice', 'old-vice')`);
    await bench.db.execute(sql`INSERT INTO package_versions
      (package, version, sha256, source, documentation, examples, metadata, contract, lock) VALUES
      ('old-voice', '1.0.0', ${sha256}, ${source}, ${documentation}, '[]', ${canonicalJson(metadata)}, ${canonicalJson({ ...offer, sha256 })}, '{}')`);
    expect(await loom.market.audit()).toMatchObject({ unsigned: 1, findings: [] });

    const version = await loom.market.publish({ metadata, source, documentation, examples });
    expect(version).toMatchObject({ created: false, sha256, publisher: 'ann', keyId: expect.any(String) });
    expect(await loom.market.audit()).toMatchObject({ unsigned: 0, findings: [] });
    await expect(loom.market.exportBundle('old-voice@1.0.0')).rejects.toMatchObject({ code: 'market.unsigned' });
  });
});
