import { setTimeout as sleep } from 'node:timers/promises';
import { LoomError } from '../../domain/errors.ts';
import type { Child } from './child.ts';
import { tellNotice } from './progress.ts';
import type { Setting } from './temporal-cli.ts';

/** Something that runs in a process of its own and can be started again. */
export interface Service {
  readonly child: Child;
  stop(): Promise<void>;
}

/** Starts services, and starts those again that end by themselves. */
export interface Keeper {
  /**
   * @param title how people call it: "PostgreSQL"
   * @returns the first life of the service
   * @throws what `start` throws, for the first life only
   */
  keep<T extends Service>(title: string, start: () => Promise<T>): Promise<T>;
  /** Stops the service of that title; nothing when there is none. */
  stop(title: string): Promise<void>;
  /** Stops all that is left, also what is only starting. The signal of the setting must be aborted before. */
  stopAll(): Promise<void>;
}

const restartMsMin = 200;
const restartMsMax = 5_000;
/** A service that ran so long was well; its next restart is the first again. */
const wellMs = 30_000;

export function createKeeper({ tell, signal }: Setting): Keeper {
  const running = new Map<string, Service>();
  const starting = new Set<Promise<unknown>>();

  async function begin<T extends Service>(title: string, start: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const attempt = start();
    starting.add(attempt);
    try {
      const service = await attempt;
      running.set(title, service);
      return service;
    } finally {
      starting.delete(attempt);
    }
  }

  async function watch(title: string, first: Service, start: () => Promise<Service>): Promise<void> {
    let service = first;
    let waitMs = restartMsMin;
    for (;;) {
      const since = Date.now();
      const how = await service.child.ended;
      running.delete(title);
      if (signal.aborted) return;
      tellNotice(tell, `${title} ended (${how}); starting it again.`);
      if (Date.now() - since > wellMs) waitMs = restartMsMin;
      const next = await beginAgain();
      if (next === null) return;
      service = next;
    }

    async function beginAgain(): Promise<Service | null> {
      for (let problem = ''; !signal.aborted; ) {
        await sleep(waitMs);
        waitMs = Math.min(waitMs * 2, restartMsMax);
        try {
          const next = await begin(title, start);
          tellNotice(tell, `${title} runs again.`);
          return next;
        } catch (error) {
          // The same reason again is no news.
          const { message } = LoomError.from(error);
          if (message !== problem && !signal.aborted) tellNotice(tell, `${title} does not start yet: ${message}`);
          problem = message;
        }
      }
      return null;
    }
  }

  async function stop(title: string): Promise<void> {
    await running.get(title)?.stop();
    running.delete(title);
  }

  return {
    async keep(title, start) {
      const first = await begin(title, start);
      void watch(title, first, start);
      return first;
    },
    stop,
    async stopAll() {
      await Promise.allSettled(starting);
      await Promise.all([...running.keys()].map(stop));
    },
  };
}
