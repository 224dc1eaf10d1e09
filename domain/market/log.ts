import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../canonical.ts';
import { packageNameSchema, versionSchema } from './bundle.ts';
import { publisherSchema, sha256Schema } from './signature.ts';

const at = z.iso.datetime();
const release = { at, package: packageNameSchema, version: versionSchema };
const signed = { ...release, sha256: sha256Schema, publisher: publisherSchema, keyId: sha256Schema };

/** What can happen to the market. */
export const logEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('published'), ...signed }),
  /** `origin`: where its log stood in the registry it came from. */
  z.strictObject({
    kind: z.literal('imported'),
    ...signed,
    origin: z.strictObject({ seq: z.int().positive(), hash: sha256Schema }),
  }),
  /** Was published before there was a log, and signed later or not at all. */
  z.strictObject({ kind: z.literal('adopted'), ...release, sha256: sha256Schema }),
  z.strictObject({ kind: z.literal('signed'), ...signed }),
  /** A first key, or one in place of another. */
  z.strictObject({
    kind: z.literal('key'),
    at,
    publisher: publisherSchema,
    keyId: sha256Schema,
    replaces: sha256Schema.nullable(),
  }),
  z.strictObject({
    kind: z.literal('mark'),
    ...release,
    mark: z.enum(['yanked', 'deprecated', 'restored']),
    reason: z.string(),
    by: z.string(),
  }),
  z.strictObject({ kind: z.literal('verified'), at, publisher: publisherSchema, by: z.string() }),
]);
export type LogEntry = z.infer<typeof logEntrySchema>;
export type MarkKind = Extract<LogEntry, { kind: 'mark' }>['mark'];

/** An entry in its place in the log. */
export const logLinkSchema = z.strictObject({
  seq: z.int().positive(),
  previous: sha256Schema,
  /** Canonical JSON of a LogEntry. */
  entry: z.string(),
  hash: sha256Schema,
});
export type LogLink = z.infer<typeof logLinkSchema>;

export interface LogHead {
  readonly seq: number;
  readonly hash: string;
}

/** Where a log begins. */
export const logBegin: LogHead = { seq: 0, hash: '0'.repeat(64) };

/** The next link of a log. */
export function linkAfter(head: LogHead, entry: LogEntry): LogLink {
  const text = canonicalJson(entry);
  return { seq: head.seq + 1, previous: head.hash, entry: text, hash: linkHash(head.hash, text) };
}

/** What binds a link to the one before it, and so to all before it. */
export function linkHash(previous: string, entry: string): string {
  return sha256Hex(previous + entry);
}

/** What is wrong with a link that should follow `head`, or null. */
export function brokenAt(head: LogHead, link: LogLink): string | null {
  if (link.seq !== head.seq + 1) return `entry ${head.seq + 1} is missing`;
  if (link.previous !== head.hash) return 'it does not follow the entry before it';
  return link.hash === linkHash(link.previous, link.entry) ? null : 'its text was changed after it was written';
}

/** The entry of a link, or null where its text is none. */
export function entryOf({ entry }: Pick<LogLink, 'entry'>): LogEntry | null {
  try {
    return logEntrySchema.parse(JSON.parse(entry));
  } catch {
    return null;
  }
}
