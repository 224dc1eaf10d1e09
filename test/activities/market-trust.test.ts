import { sign } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { proposeChange } from '../../activities/market/propose.ts';
import { connectDatabase, type Database, type DatabaseConnection } from '../../db/connection.ts';
import { bundleOf, marketDeps } from '../support/market.ts';
import { freshDatabase } from '../support/services.ts';
import { storeSigned } from '../support/signed-release.ts';

let connection: DatabaseConnection;
let db: Database;
beforeAll(async () => {
  connection = connectDatabase(await freshDatabase());
  db = connection.db;
});
afterAll(() => connection.close());

const signedRelease = (name: string) =>
  storeSigned(db, bundleOf(`${name} 1.0.0`, `LOOP ${name.replaceAll('-', '_')}\n  STEPS:\n    - a = 1\nEND\n`));
const propose = (name: string) =>
  proposeChange(marketDeps(db))({
    workspace: '#trust',
    request: { kind: 'install', package: name, range: null, autoUpdate: null },
  });

/** What only the owner of the tables can do: change what nobody else can. */
async function tamper(table: string, change: ReturnType<typeof sql>): Promise<void> {
  await db.execute(sql`ALTER TABLE ${sql.identifier(table)} DISABLE TRIGGER USER`);
  await db.execute(change);
  await db.execute(sql`ALTER TABLE ${sql.identifier(table)} ENABLE TRIGGER USER`);
}

describe('a release is installed only when it is what its publisher signed', () => {
  it('which it is', async () => {
    await signedRelease('honest');
    expect((await propose('honest')).entries).toMatchObject([{ package: 'honest', keyId: expect.any(String) }]);
  });

  it.each<[string, string, (name: string) => ReturnType<typeof sql>, string]>([
    [
      'another program',
      'package_versions',
      (name) => sql`UPDATE package_versions SET source = replace(source, '1', '2') WHERE package = ${name}`,
      'its source is not the one that was signed',
    ],
    [
      'another plan',
      'package_versions',
      (name) => sql`UPDATE package_versions SET plan_hash = NULL WHERE package = ${name}`,
      'its plan is not the one that was signed',
    ],
    [
      'another contract',
      'package_versions',
      (name) => sql`UPDATE package_versions SET contract = contract || '{"tools": [1]}' WHERE package = ${name}`,
      'its contract is not the one that was signed',
    ],
    [
      'another lock',
      'package_versions',
      (name) => sql`UPDATE package_versions SET lock = '{"a@1.0.0": "b"}' WHERE package = ${name}`,
      'its lock is not the one that was signed',
    ],
    [
      'other bytes',
      'package_versions',
      (name) => sql`UPDATE package_versions SET artifact = artifact || ' ' WHERE package = ${name}`,
      'its bytes have another hash',
    ],
    [
      'another hash',
      'package_versions',
      (name) => sql`UPDATE package_versions SET sha256 = repeat('0', 64) WHERE package = ${name}`,
      'its bytes have another hash',
    ],
    [
      'no signature',
      'package_versions',
      (name) =>
        sql`UPDATE package_versions SET artifact = NULL, signature = NULL, key_id = NULL WHERE package = ${name}`,
      'its signature is gone',
    ],
    [
      'another signature',
      'package_versions',
      (name) => sql`UPDATE package_versions SET signature = repeat('0', 128) WHERE package = ${name}`,
      'the signature does not belong to these bytes and this key',
    ],
    [
      'a log that says otherwise',
      'market_log',
      (name) =>
        sql`UPDATE market_log SET entry = replace(entry, '1.0.0', '1.0.1') WHERE entry LIKE ${`%"${name}"%`} AND entry LIKE '%published%'`,
      'its entry in the log was changed',
    ],
    [
      'no entry in the log',
      'market_log',
      (name) => sql`DELETE FROM market_log WHERE entry LIKE ${`%"${name}"%`} AND entry LIKE '%published%'`,
      'the log does not have it',
    ],
  ])('and not with %s', async (what, table, change, fault) => {
    const name = what.replaceAll(' ', '-');
    await signedRelease(name);
    await propose(name);
    await tamper(table, change(name));
    await expect(propose(name)).rejects.toMatchObject({
      code: 'market.not_as_signed',
      message: `${name}@1.0.0 is not what its publisher signed: ${fault}.`,
    });
  });

  it('by its own key, and not by that of somebody else', async () => {
    const { privateKey: mallory } = await signedRelease('mallory');
    const { artifact } = await signedRelease('stolen');
    const signature = sign(null, Buffer.from(artifact), mallory).toString('hex');
    await tamper(
      'package_versions',
      sql`UPDATE package_versions SET signature = ${signature} WHERE package = 'stolen'`,
    );
    await expect(propose('stolen')).rejects.toMatchObject({ code: 'market.not_as_signed' });
    await tamper(
      'package_versions',
      sql`UPDATE package_versions SET key_id = (SELECT key_id FROM package_versions WHERE package = 'mallory') WHERE package = 'stolen'`,
    );
    await expect(propose('stolen')).rejects.toMatchObject({
      message: 'stolen@1.0.0 is not what its publisher signed: the key belongs to mallory.',
    });
  });
});
