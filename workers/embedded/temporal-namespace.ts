import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time';
import { LoomError } from '../../domain/errors.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { type Child, lastLines } from './child.ts';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's interface. */
const keyword = 2;
const startMs = 60_000;
const callMs = 2_000;
/** A development server forgets closed runs after a day; people come back to theirs after weeks. */
const retentionMs = 90 * 24 * 60 * 60_000;

/**
 * Waits until the server answers for the namespace.
 * @returns an open connection
 * @throws LoomError when the process ends first, or a minute is over
 */
export async function awaitTemporal(
  address: string,
  namespace: string,
  { child, logFile, signal }: { readonly child: Child; readonly logFile: string; readonly signal: AbortSignal },
): Promise<Connection> {
  const end = Date.now() + startMs;
  let connection: Connection | undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      // Only once the port is open: the client waits a second before it tries a refused connection again.
      if (await isOpen(address)) {
        const client = connection ?? Connection.lazy({ address });
        connection = client;
        await client.withDeadline(Date.now() + callMs, () => client.workflowService.describeNamespace({ namespace }));
        if (child.isRunning()) return client;
      }
    } catch (error) {
      if (Date.now() > end) throw await notStarted(`Temporal does not answer (${String(error)})`, logFile, connection);
    }
    if (!child.isRunning()) {
      throw await notStarted(`Temporal ended while it started (${await child.ended})`, logFile, connection);
    }
    if (Date.now() > end) throw await notStarted('Temporal does not open its port', logFile, connection);
    await sleep(25);
  }
}

/** Sees to what runs need of the namespace: the search attributes, also those a later version added, and the memory. */
export async function settleNamespace(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length > 0) {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  }
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  if (optionalTsToMs(config?.workflowExecutionRetentionTtl) === retentionMs) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(retentionMs) },
  });
}

function isOpen(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

async function notStarted(what: string, logFile: string, connection: Connection | undefined): Promise<LoomError> {
  await connection?.close();
  return new LoomError(
    'services.not_started',
    `${what}; the end of its log:\n${lastLines(logFile, 4)}`,
    `Read ${logFile}, then start again.`,
  );
}
