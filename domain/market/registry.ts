import { z } from 'zod';
import { limits } from '../limits.ts';
import { packageNameSchema, versionSchema } from './bundle.ts';
import { logLinkSchema } from './log.ts';
import { publicKeyOfSchema, publicKeySchema, publisherSchema, sha256Schema, signatureSchema } from './signature.ts';

/**
 * What a registry and those who use it say to each other over HTTP. Whoever receives any of it reads it by these schemas:
 * the other side is never trusted to have.
 */
export const submissionSchema = z.strictObject({
  /** Canonical JSON (artifact.ts): the signature is over these bytes. */
  artifact: z.string().max(limits.bundleBytesMax),
  publicKey: publicKeySchema,
  signature: signatureSchema,
});

/** A release with all that is needed to check it. */
export const releaseProofSchema = z.strictObject({
  package: packageNameSchema,
  version: versionSchema,
  sha256: sha256Schema,
  keyId: sha256Schema.nullable(),
  signature: signatureSchema.nullable(),
  /** All keys of its publisher, first to last. */
  keys: z.array(publicKeyOfSchema).max(limits.closureReleasesMax),
  /** What brought it into the log, and the last entry of that. */
  link: logLinkSchema,
  head: z.strictObject({ seq: z.int().positive(), hash: sha256Schema }),
});
export type ReleaseProof = z.infer<typeof releaseProofSchema>;

/** Links of the log behind a place, as many as fit on a page, and its end. */
export const logPageSchema = z.object({
  links: z.array(logLinkSchema).max(limits.logLinksMax),
  head: z.object({ seq: z.int().nonnegative(), hash: sha256Schema }),
});
export type LogPage = z.infer<typeof logPageSchema>;

/** How a registry refuses. */
export const registryErrorSchema = z.object({
  code: z.string().max(limits.nameCharactersMax),
  message: z.string(),
  hint: z.string(),
});

/** Who may publish over HTTP, and until when. Times are ISO 8601 in UTC. */
export interface RegistryToken {
  readonly id: string;
  readonly publisher: string;
  /** Who made it. */
  readonly by: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

export const keptTokenSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  hash: sha256Schema,
  publisher: publisherSchema,
  by: z.string().min(1).max(limits.nameCharactersMax),
  expiresAt: z.iso.datetime(),
});
/** What is kept of a token: enough to know it again, not enough to use it. */
export type KeptToken = z.infer<typeof keptTokenSchema>;

/** What somebody wants a token for. */
export interface TokenRequest {
  readonly publisher: string;
  readonly expiresInMs: number;
}

/** `expired` and `revoked` tokens let nobody in. @param now milliseconds since 1970 */
export function stateOfToken({ expiresAt, revokedAt }: RegistryToken, now: number): 'good' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) <= now ? 'expired' : 'good';
}
