import { type ChildProcess, fork } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import type { BotOptions } from '../../client/bot/matrix/run.ts';
import type { Addresses } from '../../domain/services.ts';
import { unlimited } from './bot.ts';
import type { Person, RoomEvent } from './homeserver.ts';

/** What a bot in a process of its own is told; see ping-bot.cjs. */
export interface PingBotSetting {
  readonly addresses: Addresses;
  readonly taskQueue: string;
  readonly url: string;
  readonly account: Pick<Person, 'token'>;
  readonly appservice?: BotOptions['appservice'];
  readonly logFile: string;
}

/** A bot that can be killed. */
export interface PingBot {
  /** Resolves when it listens. */
  readonly listens: Promise<void>;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
}

export function forkPingBot(setting: PingBotSetting): PingBot {
  const { addresses, taskQueue, url, account, appservice, logFile } = setting;
  const bot: Omit<BotOptions, 'open' | 'log' | 'signal' | 'onReady'> = {
    databaseUrl: addresses.databaseUrl,
    homeserver: { url, token: account.token },
    ...(appservice && { appservice }),
    inviters: ['*'],
    rate: unlimited,
  };
  const log = openSync(logFile, 'a');
  const child: ChildProcess = fork(join(__dirname, 'ping-bot.cjs'), {
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, PING_BOT: JSON.stringify({ addresses, taskQueue, bot }) },
  });
  const dead = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    listens: new Promise((resolve) => child.once('message', () => resolve())),
    async kill() {
      child.kill('SIGKILL');
      await dead;
    },
  };
}

/** Numbers that look like chance and are the same for a seed: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Answers of the bot by the event they answer. */
export function answersIn(events: readonly RoomEvent[], bot: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { sender, type, content } of events) {
    if (sender !== bot || type !== 'm.room.message') continue;
    const relation = content['m.relates_to'] as { 'm.in_reply_to'?: { event_id: string } } | undefined;
    const asked = relation?.['m.in_reply_to']?.event_id ?? '';
    found.set(asked, [...(found.get(asked) ?? []), String(content.body)]);
  }
  return found;
}
