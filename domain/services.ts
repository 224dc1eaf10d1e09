import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { z } from 'zod';

/** Where the two services answer. */
export const addressesSchema = z.strictObject({
  /** `postgres://user:password@host:port/database` */
  databaseUrl: z.string(),
  /** `host:port` */
  temporalAddress: z.string(),
  temporalNamespace: z.string(),
  /** The web UI without a slash at its end; null where none is known. */
  temporalUiUrl: z.string().nullable(),
  /** HoloLoom's own Temporal: keys, certificates and profiles a person has for other servers are not for it. */
  ownTemporal: z.boolean(),
});
export type Addresses = z.infer<typeof addressesSchema>;

/** How much must run: PostgreSQL with its tables, or that and Temporal and the worker, or that and the bot in Matrix. */
export const needsSchema = z.enum(['database', 'everything', 'chat']);
export type Needs = z.infer<typeof needsSchema>;

/** How a person gets into the Matrix room of an embedded homeserver. */
export const chatSchema = z.strictObject({
  /** Address for any client. */
  homeserverUrl: z.string(),
  bot: z.string(),
  user: z.string(),
  password: z.string(),
  /** `#loom:hololoom.localhost` */
  room: z.string(),
});
export type Chat = z.infer<typeof chatSchema>;

/** What is going on while services start, heal and stop. `text` is for people: "Starting PostgreSQL". */
export const progressSchema = z.strictObject({
  type: z.literal('progress'),
  /** The same in all messages about one step. */
  step: z.string(),
  /** `notice` stands alone: something people should know, such as a port that was taken. */
  state: z.enum(['started', 'working', 'done', 'failed', 'notice']),
  text: z.string(),
  elapsedMs: z.number(),
});
export type Progress = z.infer<typeof progressSchema>;

/** Addresses given by the environment instead of embedded ones; null where HoloLoom runs its own. */
export const givenSchema = z.strictObject({
  databaseUrl: z.string().nullable(),
  temporalAddress: z.string().nullable(),
  temporalNamespace: z.string(),
  /** Base address of the web UI of a given Temporal. */
  temporalUiUrl: z.string().nullable(),
  /** A homeserver for the bot, whose account HOLOLOOM_MATRIX_TOKEN gives. */
  matrixUrl: z.string().nullable(),
});
export type Given = z.infer<typeof givenSchema>;

/** What the supervisor writes to `supervisor.json` (mode 0600) so that others find it. */
export const publishedSchema = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().positive(),
  token: z.string(),
  /** What it was built from. */
  build: z.string(),
});
export type Published = z.infer<typeof publishedSchema>;

/**
 * Shows that one knows the token without saying it, each side for itself and each conversation anew.
 * @param nonce chosen at random by whoever opens the conversation
 * @see RFC 2104, HMAC
 */
export function proofOf(token: string, side: 'client' | 'supervisor', nonce: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(token), utf8ToBytes(`${side}:${nonce}`)));
}

/** Messages to the supervisor: one JSON object a line. The services run as long as one connection is open. */
export const requestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    nonce: z.string(),
    proof: z.string(),
    needs: needsSchema,
    given: givenSchema,
  }),
  /** Goodbye: answered with `left` when others remain, with `stopped` when everything was stopped. */
  z.strictObject({ type: z.literal('leave') }),
]);
export type Request = z.infer<typeof requestSchema>;

/** Messages from the supervisor: one JSON object a line. */
export const replySchema = z.discriminatedUnion('type', [
  progressSchema,
  /** Sent at once to whoever knows the token; its proof tells a supervisor from anything else that has its port now. */
  z.strictObject({ type: z.literal('welcome'), proof: z.string() }),
  /** `chat` is null where no embedded homeserver was asked for, or none could be had. */
  z.strictObject({ type: z.literal('ready'), addresses: addressesSchema, chat: chatSchema.nullable() }),
  z.strictObject({ type: z.literal('failed'), code: z.string(), message: z.string(), hint: z.string() }),
  z.strictObject({ type: z.literal('left') }),
  z.strictObject({ type: z.literal('stopped') }),
]);
export type Reply = z.infer<typeof replySchema>;

/** What a process of ours tells its supervisor: it is at work, or why it cannot be. */
export const processNewsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string(), hint: z.string() }),
]);
export type ProcessNews = z.infer<typeof processNewsSchema>;

/** Which Temporal a first start would use: one that is here, or how it would get one. */
export const temporalForecastSchema = z.object({
  way: z.enum(['found', 'download', 'build', 'download or build', 'none']),
  program: z.string().nullable(),
  version: z.string(),
  serverVersion: z.string().nullable(),
  /** A program on PATH that does not fit, or null. */
  unfit: z.string().nullable(),
});
export type TemporalForecast = z.infer<typeof temporalForecastSchema>;
