import { userInfo } from 'node:os';
import { pino } from 'pino';
import { LoomError } from '../../domain/errors.ts';
import { publisherName } from '../../domain/market/name.ts';
import { openLoom } from '../api/index.ts';
import { openHandler } from '../chat/handler.ts';
import { type Keyring, noKeys, openKeyring } from '../keyring.ts';
import { type BotEnvironment, readBotEnvironment } from './environment.ts';
import { runBot } from './matrix/run.ts';
import { readWayIn } from './way-in.ts';

/** Runs the bot of one account until it is told to stop (SIGTERM, SIGINT, or the process that started it is gone). */
async function main(): Promise<void> {
  const environment = readBotEnvironment(process.env);
  const log = pino({ name: 'bot', level: environment.HOLOLOOM_LOG_LEVEL });
  const databaseUrl = environment.DATABASE_URL;
  const { token, rate, ...way } = await readWayIn(environment);
  const loom = openLoom(
    {
      databaseUrl,
      temporalAddress: environment.TEMPORAL_ADDRESS,
      temporalNamespace: environment.TEMPORAL_NAMESPACE,
      temporalUiUrl: environment.TEMPORAL_UI_URL,
      // Keys and profiles of other Temporal servers were taken out of the environment by whoever runs its own.
      ownTemporal: false,
    },
    keysOf(environment),
    environment.HOLOLOOM_TASK_QUEUE,
    environment.HOLOLOOM_REGISTRY,
  );
  const abort = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  // A supervisor that dies closes the channel: a bot nobody looks after must not stay.
  process.once('disconnect', () => abort.abort());
  await runBot({
    databaseUrl,
    homeserver: { url: environment.HOLOLOOM_MATRIX_URL, token },
    ...way,
    encryption: environment.HOLOLOOM_MATRIX_ENCRYPTION === 'on',
    inviters: environment.HOLOLOOM_MATRIX_INVITERS,
    rate,
    open: openHandler({ loom, databaseUrl, log, bounds: environment.HOLOLOOM_MATRIX_COMMANDS }),
    log,
    signal: abort.signal,
    onReady(state) {
      process.send?.({ type: 'ready' });
      log.info({}, state);
    },
  });
  await loom.close();
}

/** What is published from rooms is signed by the operator's keys: whoever may publish there speaks in their name. */
function keysOf({ HOLOLOOM_KEYS: folder, HOLOLOOM_PUBLISHER: publisher }: BotEnvironment): Keyring {
  return folder === undefined ? noKeys : openKeyring(folder, publisherName(publisher ?? userInfo().username));
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    const error = LoomError.from(thrown);
    process.send?.({ type: 'failed', code: error.code, message: error.message, hint: error.hint });
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
    process.exit(1);
  },
);
