import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyring } from '../../client/keyring.ts';
import { verify } from '../../client/signing.ts';
import { keyIdOf, rotationText } from '../../domain/market/signature.ts';

const home = mkdtempSync(join(tmpdir(), 'hololoom-keys-'));
afterAll(() => rmSync(home, { recursive: true }));
let folders = 0;
const fresh = (): string => {
  folders += 1;
  return join(home, String(folders));
};

describe('keys in a folder', () => {
  test('are made once, and only their owner can read them', async () => {
    const folder = fresh();
    const keys = openKeyring(folder, 'ann');
    expect(await keys.list()).toEqual([]);
    const key = await keys.create('acme');
    expect(await keys.list()).toEqual([key]);
    expect(key.keyId).toBe(keyIdOf(key.publicKey));
    expect([statSync(folder).mode & 0o777, statSync(join(folder, 'acme.json')).mode & 0o777]).toEqual([0o700, 0o600]);
    await expect(keys.create('acme')).rejects.toMatchObject({ code: 'market.key_exists' });
  });

  test('sign what nobody can change afterwards', async () => {
    const keys = openKeyring(fresh(), 'ann');
    await keys.create('acme');
    const signed = await keys.sign('acme', 'é');
    expect(verify(signed?.publicKey ?? '', 'é', signed?.signature ?? '')).toBe(true);
    expect(verify(signed?.publicKey ?? '', 'e', signed?.signature ?? '')).toBe(false);
    expect(verify('not a key', 'é', signed?.signature ?? '')).toBe(false);
    expect(await keys.sign('nobody', 'é')).toBeNull();
  });

  test('that others may read are not used', async () => {
    const folder = fresh();
    const keys = openKeyring(folder, 'ann');
    await keys.create('acme');
    chmodSync(join(folder, 'acme.json'), 0o644);
    await expect(keys.sign('acme', 'x')).rejects.toMatchObject({
      code: 'market.bad_key',
      hint: `Type: chmod 600 ${join(folder, 'acme.json')}`,
    });
  });

  test('that are no keys are told', async () => {
    const folder = fresh();
    const keys = openKeyring(folder, 'ann');
    await keys.create('acme');
    writeFileSync(join(folder, 'acme.json'), '{}', { mode: 0o600 });
    await expect(keys.sign('acme', 'x')).rejects.toMatchObject({ code: 'market.bad_key' });
  });

  test('give way to the next only when all is done, and are kept', async () => {
    const folder = fresh();
    const keys = openKeyring(folder, 'ann');
    const old = await keys.create('acme');
    const next = await keys.beginRotation('acme');
    expect((await keys.sign('acme', 'x'))?.publicKey).toBe(old.publicKey);
    // Whoever asks again after a crash goes on with the same one.
    expect(await keys.beginRotation('acme')).toEqual(next);
    expect(next.replaces).toBe(old.keyId);
    expect(verify(old.publicKey, rotationText(next), next.proof ?? '')).toBe(true);
    await keys.endRotation('acme');
    expect((await keys.sign('acme', 'x'))?.publicKey).toBe(next.publicKey);
    expect(readdirSync(folder).sort()).toEqual([`acme.${old.keyId.slice(0, 16)}.retired.json`, 'acme.json']);
    expect(readFileSync(join(folder, `acme.${old.keyId.slice(0, 16)}.retired.json`), 'utf8')).toContain(old.publicKey);
    expect((await keys.list()).map(({ keyId }) => keyId)).toEqual([keyIdOf(next.publicKey)]);
  });
});
