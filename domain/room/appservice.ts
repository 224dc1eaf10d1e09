import { z } from 'zod';
import type { Speaker } from './outgoing.ts';

/** What the bot and its users are called: `loom`, and `loom_ada` for the agent ada. */
export const localpartSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be small letters, digits and "-", at most 40');

const secretSchema = z.string().min(32).max(255);

/** The file an admin of a homeserver gives it, so that it lets the bot speak for users of its own. */
export const registrationSchema = z.object({
  id: z.string().min(1).max(255),
  /** Where the homeserver reaches the bot. */
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, '')),
  /** What the bot shows the homeserver, and the homeserver the bot. */
  as_token: secretSchema,
  hs_token: secretSchema,
  sender_localpart: localpartSchema,
  rate_limited: z.boolean(),
  namespaces: z.object({
    users: z.array(z.object({ exclusive: z.boolean(), regex: z.string() })),
    aliases: z.tuple([]),
    rooms: z.tuple([]),
  }),
});
export type Registration = z.infer<typeof registrationSchema>;

/** A registration for a bot that answers at `url`. @param secret makes another one each time */
export function registrationOf(url: string, localpart: string, secret: () => string): Registration {
  return registrationSchema.parse({
    id: `hololoom-${localpart}`,
    url,
    as_token: secret(),
    hs_token: secret(),
    sender_localpart: localpart,
    rate_limited: false,
    namespaces: { users: [{ exclusive: true, regex: `@${localpart}_.*` }], aliases: [], rooms: [] },
  });
}

const localpartMax = 200;

/** The part of a speaker's account before its server: one for each, whatever they are called. Null when the name is too long. */
export function localpartOf(speaker: Speaker, bot: string): string | null {
  const kind = speaker.kind === 'loop' ? 'loop_' : '';
  const localpart = `${bot}_${kind}${plain(speaker.name)}`;
  return speaker.name === '' || localpart.length > localpartMax ? null : localpart;
}

/** As the specification maps names of other networks: `A` to `_a`, `_` to `__`, all else to `=` and its bytes. */
function plain(name: string): string {
  return [...name]
    .map((letter) => {
      if (/[a-z0-9.-]/.test(letter)) return letter;
      if (/[A-Z_]/.test(letter)) return `_${letter.toLowerCase()}`;
      return [...new TextEncoder().encode(letter)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('');
    })
    .join('');
}

/** What people read: it says what speaks, so that a loop called like somebody is not taken for them. */
export const displayNameOf = ({ kind, name }: Speaker): string => `${name} (${kind})`;

/** Whether a user is one of those the bot speaks for, and not the bot itself. @param account of the bot */
export function isVoice(user: string, account: string): boolean {
  const [localpart = '', ...server] = account.split(':');
  return user.startsWith(`${localpart}_`) && user.endsWith(`:${server.join(':')}`);
}
