import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LoomError } from '../domain/errors.ts';
import {
  keyIdOf,
  type PublisherKey,
  publicKeyOfSchema,
  publisherSchema,
  rotationText,
  type Signed,
} from '../domain/market/signature.ts';
import { newKeyPair, signText } from './signing.ts';

/** A key somebody holds, without its private half. */
export interface OwnKey {
  readonly publisher: string;
  readonly keyId: string;
  readonly publicKey: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
}

/** The keys of whoever sits at the machine. Private halves never leave it. */
export interface Keyring {
  /** As whom its owner publishes what belongs to nobody yet. */
  readonly me: string;
  list(): Promise<readonly OwnKey[]>;
  /** @throws LoomError `market.key_exists` */
  create(publisher: string): Promise<OwnKey>;
  /** Null where there is no key for this publisher. @throws LoomError `market.bad_key` */
  sign(publisher: string, text: string): Promise<Signed | null>;
  /** Makes the next key, signed by the present one, which stays in use until `endRotation`. Asked again, it is the same one. */
  beginRotation(publisher: string): Promise<PublisherKey>;
  endRotation(publisher: string): Promise<OwnKey>;
}

const storedKeySchema = publicKeyOfSchema.extend({ privateKey: z.string(), createdAt: z.iso.datetime() });
type StoredKey = z.infer<typeof storedKeySchema>;

/** Where keys are kept, by the names of their files. */
export interface KeyStore {
  names(): Promise<readonly string[]>;
  /** Null where there is none. */
  read(name: string): Promise<string | null>;
  /** Keeps a new one; never writes over another. */
  write(name: string, text: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
}

/** The keys of a folder, each in a file that only its owner may read. */
export function openKeyring(folder: string, me: string): Keyring {
  return keyringOf(keyFiles(folder), me);
}

export function keyringOf(store: KeyStore, me: string): Keyring {
  const present = (publisher: string): string => `${publisher}.json`;
  const next = (publisher: string): string => `${publisher}.next.json`;

  async function read(name: string): Promise<StoredKey | null> {
    const text = await store.read(name);
    if (text === null) return null;
    try {
      return storedKeySchema.parse(JSON.parse(text));
    } catch (error) {
      throw badKey(name, 'does not hold a key', 'Restore it from your backup.', error);
    }
  }
  async function make(publisher: string, name: string, replaced: StoredKey | null): Promise<StoredKey> {
    const pair = newKeyPair();
    const replaces = replaced === null ? null : keyIdOf(replaced.publicKey);
    const said = { publisher, publicKey: pair.publicKey, replaces };
    const proof = replaced === null ? null : signText(replaced.privateKey, rotationText(said));
    const key = { ...said, proof, privateKey: pair.privateKey, createdAt: new Date().toISOString() };
    await store.write(name, `${JSON.stringify(key, null, 2)}\n`);
    return key;
  }
  return {
    me,
    async list() {
      const names = (await store.names()).filter((name) => /^[^.]+\.json$/.test(name));
      const keys = await Promise.all(names.sort().map(read));
      return keys.flatMap((key) => (key === null ? [] : ownKey(key)));
    },
    async create(publisher) {
      const name = publisherSchema.safeParse(publisher);
      if (!name.success) {
        const message = `"${publisher}" ${name.error.issues[0]?.message ?? ''}.`;
        throw new LoomError('command.bad_arguments', message, 'Use small letters, digits and hyphens.');
      }
      const before = await read(present(publisher));
      if (before === null) return ownKey(await make(publisher, present(publisher), null));
      const message = `You have a key for ${publisher} already, made on ${before.createdAt.slice(0, 10)}.`;
      throw new LoomError('market.key_exists', message, `To replace it, type "key rotate ${publisher}".`);
    },
    async sign(publisher, text) {
      const key = await read(present(publisher));
      return key === null ? null : { publicKey: key.publicKey, signature: signText(key.privateKey, text) };
    },
    async beginRotation(publisher) {
      const key = await read(present(publisher));
      if (key === null) throw noKey(publisher);
      const begun = await read(next(publisher));
      const { publicKey, replaces, proof } = begun ?? (await make(publisher, next(publisher), key));
      return { publisher, publicKey, replaces, proof };
    },
    async endRotation(publisher) {
      const [key, begun] = [await read(present(publisher)), await read(next(publisher))];
      if (key === null || begun === null) throw noKey(publisher);
      // A copy first, so that at every moment there is a key in its place.
      const retired = `${publisher}.${keyIdOf(key.publicKey).slice(0, 16)}.retired.json`;
      if ((await read(retired)) === null) await store.write(retired, `${JSON.stringify(key, null, 2)}\n`);
      await store.move(next(publisher), present(publisher));
      return ownKey(begun);
    },
  };
}

/** Of who speaks for others and publishes nothing, as the bot does. */
export const noKeys: Keyring = keyringOf(
  {
    names: async () => [],
    read: async () => null,
    write: async (name) => Promise.reject(badKey(name, 'cannot be kept here', 'Make keys in a terminal.')),
    move: async () => undefined,
  },
  'nobody',
);

export function noKey(publisher: string): LoomError {
  const hint = `Make one with "key new ${publisher}", or copy the file of the key from the machine it was made on.`;
  return new LoomError('market.no_key', `You have no key for the publisher ${publisher}.`, hint);
}

function ownKey({ publisher, publicKey, createdAt }: StoredKey): OwnKey {
  return { publisher, keyId: keyIdOf(publicKey), publicKey, createdAt };
}

function badKey(name: string, what: string, hint: string, cause?: unknown): LoomError {
  return new LoomError('market.bad_key', `The key file ${name} ${what}.`, hint, { cause });
}

function keyFiles(folder: string): KeyStore {
  return {
    names: () => readdir(folder).catch(() => []),
    async read(name) {
      const path = join(folder, name);
      try {
        const { mode } = await stat(path);
        if ((mode & 0o077) !== 0) throw badKey(path, 'can be read by others', `Type: chmod 600 ${path}`);
        return await readFile(path, 'utf8');
      } catch (error) {
        if (error instanceof LoomError) throw error;
        if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return null;
        throw badKey(path, 'cannot be read', 'Look who owns it.', error);
      }
    },
    async write(name, text) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, name), text, { mode: 0o600, flag: 'wx' });
    },
    move: (from, to) => rename(join(folder, from), join(folder, to)),
  };
}
