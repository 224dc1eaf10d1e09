import { LoomError } from '../../domain/errors.ts';
import type { Addresses, Progress } from '../../domain/services.ts';
import { openLoom } from '../api/index.ts';
import type { Files, Needs } from '../commands/command.ts';
import type { Keyring } from '../keyring.ts';
import type { Loom } from '../loom.ts';
import { findServices, openServices, type Services } from '../services.ts';
import { publishFolder } from './example-packages.ts';
import { examplePackages } from './installation.ts';
import type { ProgressView } from './progress.ts';

/** What all commands of one process share: services are opened when the first of them needs some, and let go at the end. */
export interface Session {
  readonly loom: (needs: Needs) => Promise<Loom>;
  /** Null where nothing runs. Starts nothing. */
  readonly found: () => Promise<Loom | null>;
  readonly services: () => Services | null;
  readonly close: () => Promise<void>;
}

export interface SessionOptions {
  readonly files: Files;
  readonly keys: Keyring;
  readonly tell: (progress: Progress) => void;
  /** Shows what is done before a command can start, and what went wrong with it. */
  readonly progress: Pick<ProgressView, 'step' | 'notice' | 'rest'>;
  readonly signal: AbortSignal;
  readonly taskQueue?: string;
  /** The registry of another market to look in as well; null for none. */
  readonly registry?: string | null;
  /** Publish the examples also where the services belong to somebody else. */
  readonly alwaysPublish: boolean;
}

/** Where nothing needs a service, the door leads nowhere: whoever asks all the same is refused at once. */
const nowhere: Addresses = {
  databaseUrl: 'postgres://127.0.0.1:1/none',
  temporalAddress: '127.0.0.1:1',
  temporalNamespace: 'default',
  temporalUiUrl: null,
  ownTemporal: true,
};

/** From the least to the most. */
const amounts: readonly Needs[] = ['nothing', 'database', 'everything', 'chat'];
const covers = (more: Needs, less: Needs): boolean => amounts.indexOf(more) >= amounts.indexOf(less);

interface Opened {
  readonly needs: Needs;
  readonly services: Services | null;
  readonly loom: Loom;
}

export function openSession(options: SessionOptions): Session {
  const { files, keys, tell, progress, signal, taskQueue, registry, alwaysPublish } = options;
  const opened: Opened[] = [];
  let opening: Promise<Loom | null> = Promise.resolve(null);

  const keep = (needs: Needs, services: Services | null): Loom => {
    const loom = openLoom(services?.addresses ?? nowhere, keys, taskQueue, registry);
    opened.push({ needs, services, loom });
    return loom;
  };
  const fitting = (needs: Needs): Loom | undefined =>
    opened.find((each) => each.needs === needs || (needs !== 'nothing' && covers(each.needs, needs)))?.loom;

  async function open(needs: Needs): Promise<Loom> {
    const known = fitting(needs);
    if (known !== undefined || needs === 'nothing') return known ?? keep(needs, null);
    const services = await openServices({ needs, onProgress: tell, signal }).finally(progress.rest);
    const loom = keep(needs, services);
    if (needs !== 'database' && (services.embedded || alwaysPublish)) await publishExamples(loom);
    return loom;
  }

  async function publishExamples(loom: Loom): Promise<void> {
    const publish = (): Promise<readonly string[]> => publishFolder(loom, files, examplePackages());
    const failures = await progress.step('Publishing the example packages', publish).finally(progress.rest);
    for (const text of failures) progress.notice(text);
  }

  /** One at a time, so that two who ask at once share what is opened. */
  function inTurn<T extends Loom | null>(action: () => Promise<T>): Promise<T> {
    const turn = opening.catch(() => null).then(action);
    opening = turn;
    return turn;
  }

  return {
    loom: (needs) => inTurn(() => open(needs)),
    found: () =>
      inTurn(async () => {
        const known = fitting('database');
        if (known !== undefined) return known;
        const services = await findServices({ onProgress: tell, signal }).finally(progress.rest);
        return services === null ? null : keep('database', services);
      }),
    services: () => opened.find(({ services }) => services !== null)?.services ?? null,
    async close() {
      await opening.catch(() => null);
      const all = opened.splice(0);
      await Promise.allSettled(all.map(({ loom }) => loom.close()));
      const ends = await Promise.allSettled(all.map(({ services }) => services?.close()));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw LoomError.from(failed.reason);
    },
  };
}
