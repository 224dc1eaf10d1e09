import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asc, sql } from 'drizzle-orm';
import { connectDatabase, type Database, type DatabaseConnection } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { marketLog, packages, publisherKeys, publishers, releaseMarks } from '../../db/market-tables.ts';
import { brokenAt, entryOf, type LogEntry, linkAfter, logBegin } from '../../domain/market/log.ts';
import { skeletonOf } from '../../domain/market/name.ts';
import { freshDatabase } from '../support/services.ts';

let connection: DatabaseConnection;
let db: Database;
beforeAll(async () => {
  connection = connectDatabase(await freshDatabase());
  db = connection.db;
});
afterAll(() => connection.close());

const at = '2026-11-25T03:00:00.000Z';
const keyOf = (publisher: string): LogEntry => ({ kind: 'key', at, publisher, keyId: 'a'.repeat(64), replaces: null });
const readLog = (from: Database) => from.select().from(marketLog).orderBy(asc(marketLog.seq));
const refused = (message: string) => ({ cause: { message: expect.stringContaining(message) } });

describe('the market log', () => {
  it('is one chain, whoever writes at the same time', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `publisher-${index}`);
    await Promise.all(names.map((name) => changeMarket(db, (_transaction, log) => log(keyOf(name)))));
    const links = await readLog(db);
    expect(links.map((link, index) => brokenAt(links[index - 1] ?? logBegin, link))).toEqual(names.map(() => null));
    expect(links.map((link) => (entryOf(link) as { publisher: string }).publisher).sort()).toEqual(names);
  });

  it('says nothing of a change that failed', async () => {
    const before = await readLog(db);
    const failing = changeMarket(db, async (_transaction, log) => {
      await log(keyOf('nobody'));
      throw new Error('and then the power went');
    });
    await expect(failing).rejects.toThrow('the power went');
    expect(await readLog(db)).toEqual(before);
  });

  it('refuses an entry that does not continue it, and any change to what is written', async () => {
    const next = linkAfter((await readLog(db)).at(-1) ?? logBegin, keyOf('eve'));
    for (const link of [
      { ...next, seq: next.seq + 1 },
      { ...next, previous: logBegin.hash },
      { ...next, entry: next.entry.replace('eve', 'bob') },
      linkAfter(logBegin, keyOf('eve')),
    ]) {
      await expect(db.insert(marketLog).values(link)).rejects.toMatchObject(refused('does not continue the log'));
    }
    for (const statement of ['UPDATE market_log SET entry = entry', 'DELETE FROM market_log', 'TRUNCATE market_log']) {
      await expect(db.execute(sql.raw(statement))).rejects.toMatchObject(refused('append-only'));
    }
  });
});

describe('what belongs to somebody', () => {
  beforeAll(async () => {
    await db.insert(publishers).values({ publisher: 'acme' });
    await db.insert(publisherKeys).values({ keyId: 'a'.repeat(64), publisher: 'acme', publicKey: 'b'.repeat(64) });
    await db.insert(packages).values([
      { package: 'acme/tools', publisher: 'acme', skeleton: 'acme/tools' },
      { package: 'old', publisher: null, skeleton: 'old' },
    ]);
    await db.insert(releaseMarks).values({ package: 'old', version: '1.0.0', kind: 'yanked', reason: 'x', by: '@ann' });
  });

  it.each([
    "UPDATE packages SET publisher = 'eve' WHERE package = 'acme/tools'",
    'UPDATE packages SET installs = -1',
    'DELETE FROM packages',
    'TRUNCATE packages',
    "UPDATE publisher_keys SET public_key = 'c'",
    'DELETE FROM publisher_keys',
    'DELETE FROM publishers',
    "UPDATE release_marks SET reason = 'y'",
    'DELETE FROM release_marks',
  ])('stays as it is: %s', async (statement) => {
    await expect(db.execute(sql.raw(statement))).rejects.toMatchObject(refused('append-only'));
  });

  it('can be counted, claimed where nobody has it, and a key retired once', async () => {
    for (const statement of [
      "UPDATE packages SET installs = installs + 1 WHERE package = 'acme/tools'",
      "UPDATE packages SET publisher = 'acme' WHERE package = 'old'",
      'UPDATE publisher_keys SET retired_at = now()',
    ]) {
      await db.execute(sql.raw(statement));
    }
    const again = db.execute(sql.raw('UPDATE publisher_keys SET retired_at = NULL'));
    await expect(again).rejects.toMatchObject(refused('append-only'));
  });
});

describe('a market from before packages were signed', () => {
  const folder = join(__dirname, '..', '..', 'db', 'migrations');
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const run = async (to: Database, names: readonly string[]): Promise<void> => {
    for (const name of names) await to.execute(sql.raw(readFileSync(join(folder, name), 'utf8')));
  };

  it('keeps its releases, which get owners and their place in the log', async () => {
    const old = connectDatabase(await freshDatabase());
    await old.db.execute(sql.raw('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
    await run(old.db, files.slice(0, 5));
    const names = ['acme/rn-vv0_1i35', 'forensic-tools', 'made-here'];
    for (const name of names) {
      await old.db.execute(sql`INSERT INTO package_versions
        (package, version, sha256, source, documentation, examples, metadata, contract, lock)
        VALUES (${name}, '1.0.0', ${'d'.repeat(64)}, 's', 'd', '[]', '{}', '{}', '{}')`);
    }
    await run(old.db, files.slice(5));
    const owned = await old.db.select().from(packages).orderBy(asc(packages.package));
    expect(owned.map((row) => [row.package, row.publisher, row.skeleton])).toEqual([
      ['acme/rn-vv0_1i35', 'acme', skeletonOf('acme/rn-vv0_1i35')],
      ['forensic-tools', 'hololoom', skeletonOf('forensic-tools')],
      ['made-here', null, skeletonOf('made-here')],
    ]);
    const links = await readLog(old.db);
    expect(links.map((link, index) => brokenAt(links[index - 1] ?? logBegin, link))).toEqual([null, null, null]);
    expect(links.map((link) => linkAfter(logBegin, entryOf(link) as LogEntry).entry)).toEqual(
      links.map(({ entry }) => entry),
    );
    await old.close();
  });
});
