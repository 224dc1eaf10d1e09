import { pino } from 'pino';
import { type BotOptions, runBot } from '../../client/bot/matrix/run.ts';
import type { ChatMouth, Handler, Incoming } from '../../client/bot/mouth.ts';
import type { Outgoing } from '../../domain/room/outgoing.ts';
import type { SendRate } from '../../domain/room/send-budget.ts';
import type { Person } from './homeserver.ts';

/** A bot in this process, with a handler of the test. */
export interface TestBot {
  readonly mouth: ChatMouth;
  /** Everything its handler was given, in order. */
  readonly heard: readonly Incoming[];
  /** What the server would not take. */
  readonly refused: readonly (readonly [Outgoing, string])[];
  /** Stops listening, as a process that is told to stop. */
  stop(): Promise<void>;
}

export interface TestBotOptions {
  readonly databaseUrl: string;
  readonly url: string;
  readonly account: Pick<Person, 'token'>;
  readonly appservice?: BotOptions['appservice'];
  readonly encryption?: boolean;
  readonly handle?: (incoming: Incoming, mouth: ChatMouth) => Promise<void>;
  readonly inviters?: readonly string[];
  readonly rate?: SendRate;
}

/** A homeserver that takes whatever comes. */
export const unlimited: SendRate = { perSecond: 1_000, burst: 1_000 };

/** Starts a bot and waits until it listens. */
export async function startBot(options: TestBotOptions): Promise<TestBot> {
  const { databaseUrl, url, account, appservice } = options;
  const { handle = async () => undefined, inviters = ['*'], rate = unlimited } = options;
  const heard: Incoming[] = [];
  const refused: [Outgoing, string][] = [];
  const abort = new AbortController();
  let mouth: ChatMouth | undefined;
  let ready: () => void = () => undefined;
  const listening = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const running = runBot({
    databaseUrl,
    homeserver: { url, token: account.token },
    ...(appservice && { appservice }),
    encryption: options.encryption ?? false,
    inviters,
    rate,
    log: pino({ level: process.env.HOLOLOOM_TEST_LOG ?? 'silent' }),
    signal: abort.signal,
    onReady: ready,
    open: async (given): Promise<Handler> => {
      mouth = given;
      return {
        handle(incoming) {
          heard.push(incoming);
          return handle(incoming, given);
        },
        async refused(outgoing, code) {
          refused.push([outgoing, code]);
        },
        close: async () => undefined,
      };
    },
  });
  await Promise.race([listening, running]);
  return {
    get mouth(): ChatMouth {
      if (mouth === undefined) throw new Error('The bot stands by.');
      return mouth;
    },
    heard,
    refused,
    async stop() {
      abort.abort();
      await running;
    },
  };
}

/** Answers every message with its own text. */
export async function echo(incoming: Incoming, mouth: ChatMouth): Promise<void> {
  if (incoming.kind !== 'message') return;
  await mouth.say({
    kind: 'message',
    id: `answer:${incoming.eventId}`,
    room: incoming.room,
    priority: 'answer',
    thread: null,
    replyTo: { event: incoming.eventId },
    content: { msgtype: 'm.notice', body: `heard: ${incoming.body}` },
  });
}
