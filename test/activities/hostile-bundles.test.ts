import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { importClosure } from '../../activities/market/import.ts';
import { verify } from '../../activities/verify.ts';
import { openFiles } from '../../client/cli/files.ts';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { openClosure } from '../../domain/market/closure.ts';
import type { ImportReceipt } from '../../domain/market/publication.ts';
import { hostileBundles, scene, toolbox } from '../support/hostile-bundles.ts';
import { bundleOf, closureOf, closureTextOf, made, publisher, rotated } from '../support/made-releases.ts';
import { freshDatabase } from '../support/services.ts';

const folder = mkdtempSync(join(tmpdir(), 'hololoom-bundles-'));
const { acme, voice, greet } = scene();
let connection: DatabaseConnection;

/** As the command does it: the file is read and opened, and what comes of it is sent to the registry. */
async function takeIn(bytes: string | Uint8Array, older = false): Promise<ImportReceipt> {
  const path = join(folder, 'a.bundle.json');
  writeFileSync(path, bytes);
  const { closure } = openClosure(await openFiles(folder).readBundle(path), verify);
  return importClosure({ db: connection.db, hostTools: [] })({ closure, older });
}

const tables = [
  'packages',
  'package_versions',
  'publishers',
  'publisher_keys',
  'market_log',
  'plans',
  'payloads',
  'release_marks',
];
async function rows(): Promise<Record<string, number>> {
  const counts = await Promise.all(
    tables.map(async (table) => {
      const { rows: found } = await connection.db.execute(sql.raw(`SELECT count(*)::int AS n FROM ${table}`));
      return [table, Number(found[0]?.n)] as const;
    }),
  );
  return Object.fromEntries(counts);
}

beforeAll(async () => {
  connection = connectDatabase(await freshDatabase());
  await takeIn(closureTextOf([voice, greet]));
  await takeIn(closureTextOf([made(publisher('bob'), bundleOf('whisper', toolbox))]));
  await connection.db.execute(sql.raw("UPDATE packages SET installs = 10 WHERE package = 'acme/voice'"));
});
afterAll(async () => {
  await connection.close();
  rmSync(folder, { recursive: true });
});

describe('a bundle', () => {
  it('that is sound is taken in whole, and again without harm', async () => {
    const other = publisher('team');
    const twice = 'LOOP twice\n  STEPS:\n    - a = greeter(who: "us")\n    - b = shout("!")\n  OUTPUT: {a, b}\nEND\n';
    const needs = { 'acme/greeter': '^1.0.0', 'acme/voice': '^1.0.0' };
    const root = made(other, bundleOf('team/twice', twice, { dependencies: needs }), [voice, greet]);
    const text = closureTextOf([voice, greet, root]);
    expect(await takeIn(text)).toEqual({
      releases: [
        { package: 'acme/voice', version: '1.0.0', created: false },
        { package: 'acme/greeter', version: '1.0.0', created: false },
        { package: 'team/twice', version: '1.0.0', created: true },
      ],
      keys: [{ publisher: 'team', keyId: other.keyId }],
    });
    const before = await rows();
    expect((await takeIn(text)).releases.map(({ created }) => created)).toEqual([false, false, false]);
    expect(await rows()).toEqual(before);
  });

  it('brings the next key of a publisher who is known, when the known one signed for it', async () => {
    const old = publisher('turner');
    const first = made(old, bundleOf('turner/voice', toolbox));
    await takeIn(closureTextOf([first]));
    const now = rotated(old);
    const second = made(now, bundleOf('turner/voice', toolbox, { version: '1.0.1' }));
    expect((await takeIn(closureTextOf([second]))).keys).toEqual([{ publisher: 'turner', keyId: now.keyId }]);
    // What the old key signed stays good, also for those who know of the new one.
    const older = made(old, bundleOf('turner/voice', toolbox, { version: '0.9.0' }));
    expect((await takeIn(closureTextOf([older]), true)).keys).toEqual([]);
  });
});

describe('a hostile bundle', () => {
  const all = hostileBundles({ acme, voice, greet });

  it('comes in every kind somebody might try', () => {
    expect(all.length).toBeGreaterThanOrEqual(40);
    expect(new Set(all.map(({ what }) => what)).size).toBe(all.length);
  });

  it.each(all)('is refused and leaves no row: $what', async ({ bytes, code }) => {
    const before = await rows();
    await expect(takeIn(bytes)).rejects.toMatchObject({ code });
    expect(await rows()).toEqual(before);
  });
});

describe('one changed byte', () => {
  it('anywhere in a bundle is one too many', () => {
    const bytes = Buffer.from(closureTextOf([voice]));
    const accepted: number[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      try {
        openClosure(changed.toString('utf8'), verify);
        accepted.push(at);
      } catch (error) {
        expect(error).toMatchObject({ name: 'LoomError' });
      }
    }
    expect(accepted).toEqual([]);
  });

  it('in a release is found also when whoever exports the bundle signs it again', () => {
    const { text } = voice;
    const parts = ['artifact', 'signature', 'sha256'] as const;
    const accepted: string[] = [];
    const flip = (value: string, at: number): string =>
      value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ 1) + value.slice(at + 1);
    const sound = closureOf([voice]);
    for (const part of parts) {
      const value = part === 'artifact' ? text : voice[part];
      for (let at = 0; at < value.length; at += part === 'artifact' ? 7 : 1) {
        const changed = closureTextOf([voice], (closure) => ({
          ...closure,
          releases: closure.releases.map((each) => ({ ...each, [part]: flip(value, at) })),
        }));
        try {
          openClosure(changed, verify);
          accepted.push(`${part} ${at}`);
        } catch (error) {
          expect(error).toMatchObject({ name: 'LoomError' });
        }
      }
    }
    expect(sound.releases).toHaveLength(1);
    expect(accepted).toEqual([]);
  });
});
