import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils';
import { z } from 'zod';
import { canonicalJson } from '../canonical.ts';
import { limits } from '../limits.ts';

/** Everything is written in lower-case hexadecimal digits: no two ways to write one key or one signature. */
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `is not ${bytes} bytes in hex`);
export const sha256Schema = hex(32);
/** Raw ed25519, 32 bytes. */
export const publicKeySchema = hex(32);
export const signatureSchema = hex(64);

export const publisherSchema = z
  .string()
  .max(limits.nameCharactersMax)
  .regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/, 'is not a publisher such as "acme" or "ops-team"');

/** Whether a text was signed, as it is in UTF-8, by the owner of a key. Done by Node, and handed in: see who calls. */
export type Verify = (publicKey: string, text: string, signature: string) => boolean;

export interface Signed {
  readonly publicKey: string;
  readonly signature: string;
}

/** A key of a publisher, as others see it. */
export const publicKeyOfSchema = z.strictObject({
  publisher: publisherSchema,
  publicKey: publicKeySchema,
  /** Id of the key in whose place it came, and that key's signature over `rotationText`; null for a first key. */
  replaces: sha256Schema.nullable(),
  proof: signatureSchema.nullable(),
});
export type PublisherKey = z.infer<typeof publicKeyOfSchema>;

/** The name of a key: SHA-256 of its 32 bytes. */
export function keyIdOf(publicKey: string): string {
  return bytesToHex(sha256(hexToBytes(publicKey)));
}

/**
 * What the old key signs so that another may take its place. It says what kind of text it is, as everything signed does:
 * none can stand for another.
 */
export function rotationText({ publisher, publicKey, replaces }: Omit<PublisherKey, 'proof'>): string {
  return canonicalJson({ kind: 'hololoom.rotation', publicKey, publisher, replaces });
}

/** The first digits of a key's id, for people to compare. */
export function fingerprint(keyId: string): string {
  return (keyId.slice(0, 16).match(/.{4}/g) ?? []).join(' ');
}
