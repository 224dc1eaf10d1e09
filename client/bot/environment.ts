import { z } from 'zod';
import { environmentSchema } from '../../domain/environment.ts';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import type { SendRate } from '../../domain/room/send-budget.ts';

const botEnvironmentSchema = environmentSchema
  .extend({
    TEMPORAL_ADDRESS: z.string().min(1).default('localhost:7233'),
    TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
    TEMPORAL_UI_URL: z
      .string()
      .optional()
      .transform((url) => url?.replace(/\/$/, '') || null),
    HOLOLOOM_MATRIX_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, '')),
    /** Access token of the bot's account; or, in its place, the registration of an appservice: the path of its file. */
    HOLOLOOM_MATRIX_TOKEN: z.string().min(1).optional(),
    HOLOLOOM_MATRIX_REGISTRATION: z.string().min(1).optional(),
    /** Where an appservice listens: the port of its registration on loopback, unless told otherwise. */
    HOLOLOOM_MATRIX_LISTEN: z
      .string()
      .regex(/^(?:\[[\da-f:]+\]|[^\s:]+):\d{1,5}$/i, 'must be an address and a port, such as 0.0.0.0:9008')
      .optional(),
    /** Whether encrypted rooms are read and written. */
    HOLOLOOM_MATRIX_ENCRYPTION: z.enum(['on', 'off']).default('off'),
    /** Who may ask the bot into rooms: names, `*:example.org` for all of a server, `*` for everybody; separated by blanks. */
    HOLOLOOM_MATRIX_INVITERS: z
      .string()
      .default('')
      .transform((text) => text.split(/[\s,]+/).filter((each) => each !== '')),
    /** What the homeserver allows the account: events each second, and at once: `0.2/10` is Synapse's default. */
    HOLOLOOM_MATRIX_RATE: z
      .string()
      .regex(/^(\d+(?:\.\d+)?)\/(\d+)$/, 'must be events each second and at once, such as 0.2/10')
      .optional()
      .transform((text): SendRate | null => {
        const [perSecond, burst] = (text ?? '').split('/').map(Number);
        return perSecond && burst ? { perSecond, burst } : null;
      }),
    /** Commands a minute, of one person and in one room: `10/60` unless told otherwise. */
    HOLOLOOM_MATRIX_COMMANDS: z
      .string()
      .regex(/^[1-9]\d{0,6}\/[1-9]\d{0,6}$/, 'must be commands a minute of one person and in one room, such as 10/60')
      .optional()
      .transform((text) => {
        const [perUser = limits.commandsPerUserMax, perRoom = limits.commandsPerRoomMax] =
          text?.split('/').map(Number) ?? [];
        return { perUser, perRoom };
      }),
    /** Folder with the keys that sign what is published from rooms; without it nothing is. */
    HOLOLOOM_KEYS: z.string().optional(),
    /** To whom names without a publisher in them belong when they are new; the user of this machine when left out. */
    HOLOLOOM_PUBLISHER: z.string().optional(),
    HOLOLOOM_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  })
  .refine((set) => (set.HOLOLOOM_MATRIX_TOKEN === undefined) !== (set.HOLOLOOM_MATRIX_REGISTRATION === undefined), {
    path: ['HOLOLOOM_MATRIX_TOKEN'],
    message: 'either it or HOLOLOOM_MATRIX_REGISTRATION must be set',
  })
  .refine((set) => set.HOLOLOOM_MATRIX_ENCRYPTION === 'off' || set.HOLOLOOM_MATRIX_REGISTRATION === undefined, {
    path: ['HOLOLOOM_MATRIX_ENCRYPTION'],
    message: 'is for a bot with a token: homeservers do not send appservices the keys they need',
  });
export type BotEnvironment = z.infer<typeof botEnvironmentSchema>;

/** @throws LoomError `command.bad_environment` naming each variable that does not fit */
export function readBotEnvironment(variables: NodeJS.ProcessEnv): BotEnvironment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = botEnvironmentSchema.safeParse(set);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw new LoomError(
    'command.bad_environment',
    `The environment of the bot does not fit: ${wrong.join('; ')}.`,
    'Set these variables as .env.example shows, or type "npm start -- --matrix" for a homeserver of its own.',
  );
}
