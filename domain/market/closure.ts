import { z } from 'zod';
import { canonicalJson } from '../canonical.ts';
import { LoomError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type Artifact, readCanonical } from './artifact.ts';
import { packageNameSchema, versionSchema } from './bundle.ts';
import { assertKeysHold } from './closure-keys.ts';
import { assertLogHolds } from './closure-log.ts';
import { inOrder } from './closure-order.ts';
import { openReleases } from './closure-releases.ts';
import { logLinkSchema } from './log.ts';
import { keyIdOf, publicKeyOfSchema, sha256Schema, signatureSchema, type Verify } from './signature.ts';

const name = { package: packageNameSchema, version: versionSchema };

/**
 * A release and all it needs, in one file: for a registry that cannot reach the one it comes from. What publishers signed is
 * in it as they signed it; whoever exported it signs the whole, and with it what the log of their registry says.
 */
export const closureSchema = z.strictObject({
  kind: z.literal('hololoom.bundle'),
  format: z.literal(1),
  root: z.strictObject(name),
  releases: z
    .array(
      z.strictObject({
        ...name,
        sha256: sha256Schema,
        /** Canonical JSON (artifact.ts): hash and signature are over these bytes. */
        artifact: z.string(),
        keyId: sha256Schema.nullable(),
        signature: signatureSchema.nullable(),
        /** What brought it into the log of the registry it comes from. */
        link: logLinkSchema,
      }),
    )
    .min(1)
    .max(limits.closureReleasesMax),
  /** All keys of the publishers of these releases, and of whoever exported it. */
  keys: z.array(publicKeyOfSchema).max(limits.closureReleasesMax),
  /** The last entry of that log. */
  head: z.strictObject({ seq: z.int().positive(), hash: sha256Schema }),
  /** Id of the key that signs all of this but the signature. */
  exporter: sha256Schema,
  signature: signatureSchema,
});
export type Closure = z.infer<typeof closureSchema>;
export type ClosureRelease = Closure['releases'][number];

/** A release of a bundle that is what it says. */
export interface OpenedRelease {
  readonly sha256: string;
  readonly artifact: Artifact;
  readonly text: string;
  readonly publicKey: string;
  readonly signature: string;
}

/** A bundle that holds together: nothing is known yet of what its programs are, or of what is here already. */
export interface OpenedClosure {
  readonly closure: Closure;
  /** Each behind those it needs; the root is the last. */
  readonly releases: readonly OpenedRelease[];
}

/** What whoever exports a bundle signs. */
export function closureText(closure: Omit<Closure, 'signature'>): string {
  return canonicalJson(closure);
}

/** The text of a bundle. */
export function writeClosure(closure: Closure): string {
  return canonicalJson(closure);
}

/**
 * Opens a bundle that comes from anywhere, and believes nothing in it: its text, the signature over the whole, keys, hashes
 * and signatures of all releases, the log, and that it is whole.
 * @throws LoomError `market.*` for the first thing that is wrong
 */
export function openClosure(text: string, verify: Verify): OpenedClosure {
  const closure = readCanonical(text, closureSchema, {
    called: 'The bundle',
    bytesMax: limits.bundleBytesMax,
    depthMax: limits.closureDepthMax,
  });
  const { signature, ...signed } = closure;
  const keys = new Map(closure.keys.map((key) => [keyIdOf(key.publicKey), key]));
  const exporter = keys.get(closure.exporter);
  if (exporter === undefined || !verify(exporter.publicKey, closureText(signed), signature)) {
    throw new LoomError(
      'market.bundle_signature_wrong',
      'The bundle is not as whoever exported it signed it.',
      'Ask for it again; it must be passed on exactly as it was written.',
    );
  }
  assertKeysHold(closure, keys, verify);
  const opened = openReleases(closure.releases, keys, verify);
  assertLogHolds(closure, opened);
  return { closure, releases: inOrder(closure, opened) };
}
