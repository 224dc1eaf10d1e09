import { z } from 'zod';
import { canonicalJson, contentHash, sha256Hex } from '../canonical.ts';
import { LoomError } from '../errors.ts';
import { jsonFault } from '../json-text.ts';
import { limits } from '../limits.ts';
import { type Bundle, bundleSchema, metadataSchema, packageNameSchema, versionSchema } from './bundle.ts';
import { publisherSchema, sha256Schema } from './signature.ts';

/** `package@version` to the sha256 of the release. */
const lockSchema = z.record(z.string().regex(/^[^@\s]+@[^@\s]+$/), sha256Schema);

/**
 * A release whole: what its publisher signs, what its sha256 is over, and all that others need to run it beside the releases
 * in its lock. Written down as canonical JSON it is the same bytes wherever it goes.
 */
export const artifactSchema = z.strictObject({
  kind: z.literal('hololoom.release'),
  format: z.literal(1),
  package: packageNameSchema,
  version: versionSchema,
  publisher: publisherSchema,
  source: bundleSchema.shape.source,
  documentation: bundleSchema.shape.documentation,
  examples: z.array(bundleSchema.shape.examples.unwrap().element).max(32),
  metadata: metadataSchema,
  /** Which version of each declared dependency it was compiled against. */
  dependencies: z.record(packageNameSchema, versionSchema),
  /** Everything it runs with, dependencies of dependencies included. */
  lock: lockSchema,
  /** dsl/contract.ts, without what the release itself says: read through the caller's schema. */
  contract: z.strictObject({ entry: z.json(), tools: z.array(z.json()) }),
  /** dsl/estimate/capabilities.ts. */
  capabilities: z.record(z.string(), z.array(z.string()).readonly()),
  /** Hash of the plan that runs, null for a toolbox. */
  plan: sha256Schema.nullable(),
  /** Canonical JSON of the plans of all its loops, by their hashes. */
  plans: z.record(sha256Schema, z.string()),
});
export type Artifact = z.infer<typeof artifactSchema>;

/** What a publisher hands in, written in the one way: lines end in LF, no byte order mark, a line break at the end. */
export function canonicalBundle(bundle: Bundle): Bundle {
  const plain = (text: string): string =>
    `${text
      .replace(/^\ufeff/, '')
      .replace(/\r\n?/g, '\n')
      .trimEnd()}\n`;
  const { source, metadata, documentation, examples } = bundle;
  return { source: plain(source), metadata, documentation: plain(documentation), examples };
}

/** Whether two publications are the same, whatever their dependencies were at the time. */
export function isSameBundle(
  { source, documentation, metadata, examples }: Readonly<Record<keyof Bundle, unknown>>,
  other: Bundle,
): boolean {
  const one = { source, documentation, metadata, examples } as Bundle;
  return contentHash(canonicalBundle(one)) === contentHash(canonicalBundle(other));
}

export function bundleOf({ source, metadata, documentation, examples }: Artifact): Bundle {
  return { source, metadata, documentation, examples };
}

/** What a release consists of in the tables. */
export interface StoredRelease extends Readonly<Record<keyof Bundle, unknown>> {
  readonly contract: unknown;
  readonly lock: unknown;
  readonly artifact: string | null;
}

/** The bytes that the sha256 of a stored release is over; of one from before signing they are put together again. */
export function releaseText({ artifact, ...row }: StoredRelease): string {
  if (artifact !== null) return artifact;
  const { source, metadata, documentation, examples, lock } = row;
  const { sha256: _own, ...contract } = row.contract as Record<string, unknown>;
  return canonicalJson({ source, metadata, documentation, examples, contract, lock });
}

/** The bytes of a release, and their hash. */
export function writeArtifact(artifact: Artifact): { readonly text: string; readonly sha256: string } {
  const text = canonicalJson(artifact);
  return { text, sha256: sha256Hex(text) };
}

/**
 * Reads a release from its bytes.
 * @throws LoomError `market.bundle_*` when it is too large, no JSON, not canonical or not complete
 */
export function readArtifact(text: string): Artifact {
  return readCanonical(text, artifactSchema, {
    called: 'The release',
    bytesMax: limits.bundleBytesMax,
    depthMax: limits.artifactDepthMax,
  });
}

export interface Reading {
  /** In messages, at the beginning of a sentence. */
  readonly called: string;
  readonly bytesMax: number;
  readonly depthMax: number;
}

/**
 * Reads what somebody else wrote as canonical JSON: looked at as text before it is parsed, and refused unless writing it
 * down again gives the very same bytes, so that nothing in it can be there twice, hidden, or changed without a trace.
 * @throws LoomError
 */
export function readCanonical<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  { called, bytesMax, depthMax }: Reading,
): z.output<Schema> {
  const hint = 'Ask whoever made it for a new one; it must be passed on exactly as it was written.';
  if (text.length > bytesMax || new TextEncoder().encode(text).length > bytesMax) {
    throw new LoomError(
      'market.bundle_too_large',
      `${called} has more than ${bytesMax} bytes.`,
      'Split it: publish parts of it as packages of their own, and shorten documentation and examples.',
    );
  }
  const fault = jsonFault(text, depthMax);
  switch (fault?.kind) {
    case 'too_deep':
      throw new LoomError('market.bundle_too_deep', `${called} is nested deeper than ${depthMax} levels.`, hint);
    case 'duplicate_key':
      throw new LoomError('market.bundle_duplicate_key', `${called} says "${fault.what}" twice in one place.`, hint);
    case 'unsafe_key':
      throw new LoomError('market.bundle_unsafe_key', `${called} has a key "${fault.what}".`, hint);
  }
  const value = parsedJson(text, called, hint);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [first, ...more] = parsed.error.issues;
    const where = first?.path.map(String).join('.') || 'as a whole';
    const others = more.length > 0 ? `, and ${more.length} more` : '';
    throw new LoomError(
      'market.bundle_malformed',
      `${called} does not have the shape it should: ${where}: ${first?.message}${others}.`,
      hint,
    );
  }
  if (canonicalJson(parsed.data) !== text) {
    const message = `${called} is not written as canonical JSON (RFC 8785), so nobody can tell what was signed.`;
    throw new LoomError('market.bundle_not_canonical', message, hint);
  }
  return parsed.data;
}

function parsedJson(text: string, called: string, hint: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LoomError('market.bundle_not_json', `${called} is not JSON.`, hint, { cause: error });
  }
}
