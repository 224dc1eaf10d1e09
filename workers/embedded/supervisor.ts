import { join } from 'node:path';
import { migrate } from '../../db/migrate.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Addresses, Chat, Given, Needs } from '../../domain/services.ts';
import { openTeamChat, type TeamChat } from './chat.ts';
import { createKeeper } from './keeper.ts';
import { startBot, startWorker } from './own-processes.ts';
import { choosePort, type PortName } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { endAll, markedProcesses, ownerVariable } from './processes.ts';
import { type Tell, tellNotice, tellStep } from './progress.ts';
import type { State } from './state.ts';
import { startTemporal } from './temporal.ts';

/** What runs for one state folder: every part is started at most once, when it is first needed, and kept running. */
export interface Supervisor {
  /** Resolves when what is needed runs. @throws LoomError when it does not come up */
  ensure(needs: Needs): Promise<{ readonly addresses: Addresses; readonly chat: Chat | null }>;
  /** Stops everything, within 10 seconds. */
  stop(): Promise<void>;
}

const sweepMs = 2_000;
const workerTitle = 'The worker';
const botTitle = 'The bot';

/**
 * @param given addresses from the environment; what has one is not started
 * @param tell receives progress and notices
 */
export function createSupervisor(state: State, given: Given, tell: Tell): Supervisor {
  const abort = new AbortController();
  const setting = { home: state.home, tell, signal: abort.signal };
  const keeper = createKeeper(setting);

  /** What supervisors before us left when they were killed. PostgreSQL's own are found by its start. */
  const sweep = once(() => endAll(markedProcesses(ownerVariable, state.home), 'SIGTERM', sweepMs));

  const port = (name: PortName, what: string) =>
    choosePort(state.ports, name, (wanted, chosen) =>
      tellNotice(tell, `Port ${wanted} is taken; ${what} is on ${chosen}.`),
    );

  /** Chosen at once for all, so that those who only need the database hear the same addresses. */
  const ports = once(async () => {
    await sweep();
    return {
      postgres: given.databaseUrl === null ? await port('postgres', 'PostgreSQL') : 0,
      temporal: given.temporalAddress === null ? await port('temporal', 'Temporal') : 0,
      temporalUi: given.temporalAddress === null ? await port('temporalUi', "Temporal's web UI") : 0,
    };
  });

  const database = once(async (): Promise<string> => {
    const url = given.databaseUrl ?? (await embeddedDatabase());
    await tellStep(tell, 'Bringing the tables up to date', () => migrate(url));
    return url;
  });

  async function embeddedDatabase(): Promise<string> {
    const { postgres } = await ports();
    const logFile = join(state.logs, 'postgres.log');
    const options = { ...setting, folder: state.postgres, logFile, port: postgres, durable: true };
    const { databaseUrl } = await keeper.keep('PostgreSQL', () => startPostgres(options));
    return databaseUrl;
  }

  const temporal = once(async (): Promise<void> => {
    const { temporal, temporalUi } = await ports();
    if (given.temporalAddress !== null) return;
    const logFile = join(state.logs, 'temporal.log');
    const options = { ...setting, folder: state.temporal, logFile, port: temporal, uiPort: temporalUi };
    await keeper.keep('Temporal', () => startTemporal(options));
  });

  const worker = once(async (): Promise<void> => {
    await Promise.all([database(), temporal()]);
    // Services of somebody else have their own workers.
    if (given.databaseUrl !== null && given.temporalAddress !== null) return;
    const options = { ...setting, logFile: join(state.logs, 'worker.log'), addresses: await addresses() };
    await keeper.keep(workerTitle, () => startWorker(options));
  });

  /** Null where the homeserver is somebody else's. */
  const teamChat = once(async (): Promise<TeamChat | null> => {
    if (given.matrixUrl !== null) return null;
    const matrix = await port('matrix', 'Matrix');
    const logFile = join(state.logs, 'synapse.log');
    return openTeamChat(keeper, { ...setting, folder: state.matrix, logFile, port: matrix, profile: 'default' });
  });

  const bot = once(async (): Promise<Chat | null> => {
    const [team] = await Promise.all([teamChat(), worker()]);
    const options = { ...setting, logFile: join(state.logs, 'bot.log'), addresses: await addresses() };
    await keeper.keep(botTitle, () => startBot({ ...options, matrix: team?.settings ?? {} }));
    return team?.chat ?? null;
  });

  async function addresses(): Promise<Addresses> {
    const databaseUrl = await database();
    const { temporalAddress, temporalNamespace, temporalUiUrl } = given;
    if (temporalAddress !== null) {
      return { databaseUrl, temporalAddress, temporalNamespace, temporalUiUrl, ownTemporal: false };
    }
    const { temporal, temporalUi } = await ports();
    return {
      databaseUrl,
      temporalAddress: `127.0.0.1:${temporal}`,
      temporalNamespace: 'default',
      temporalUiUrl: `http://127.0.0.1:${temporalUi}`,
      ownTemporal: true,
    };
  }

  /** The rest works without a bot. */
  function withoutChat(error: unknown): null {
    const { message, hint } = LoomError.from(error);
    tellNotice(tell, `Matrix is not there: ${message} ${hint}`);
    return null;
  }

  return {
    async ensure(needs) {
      const chat = needs === 'chat' ? bot().catch(withoutChat) : null;
      if (needs !== 'database') await worker();
      return { addresses: await addresses(), chat: await chat };
    },
    stop: once(async () => {
      abort.abort();
      await tellStep(tell, 'Stopping', async () => {
        // These first: their last reports still find Temporal and the database.
        await Promise.all([keeper.stop(botTitle), keeper.stop(workerTitle)]);
        await keeper.stopAll();
        await endAll(markedProcesses(ownerVariable, state.home), 'SIGKILL', 0);
      });
    }),
  };
}

/** Calls at most once, however many ask. */
function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= action().catch((error: unknown) => {
      // What failed may work the next time it is asked for.
      result = undefined;
      throw error;
    });
    return result;
  };
}
