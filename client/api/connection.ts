import { Client, Connection, isGrpcServiceError, WorkflowFailedError } from '@temporalio/client';
import { TimeoutFailure } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { connectDatabase, type Database } from '../../db/connection.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Addresses } from '../../domain/services.ts';
import { storedPayloads } from './payloads.ts';

/** The open doors every part of the api shares. */
export interface Doors {
  readonly addresses: Addresses;
  readonly taskQueue: string;
  readonly temporal: Client;
  readonly connection: Connection;
  /**
   * For waits that are given up when something else brings the news. Without the retries of the SDK: their timers outlive
   * `close` and end the process with "Channel has been shut down".
   */
  readonly waiting: Client;
  readonly db: Database;
}

/**
 * Opens both doors; nothing is connected before it is used. TLS, keys and namespace of a Temporal that is not ours come from
 * its own configuration.
 */
export function openDoors(addresses: Addresses, taskQueue: string): Doors & { close(): Promise<void> } {
  const config = addresses.ownTemporal ? null : loadClientConnectConfig();
  const options = { ...config?.connectionOptions, address: addresses.temporalAddress, connectTimeout: '5s' } as const;
  // The worker reads the same configuration, so both mean the same namespace.
  const namespace = config?.namespace ?? addresses.temporalNamespace;
  const connection = Connection.lazy(options);
  const waitingConnection = Connection.lazy({ ...options, interceptors: [] });
  const { db, close } = connectDatabase(addresses.databaseUrl, 4);
  const dataConverter = { payloadCodecs: [storedPayloads(db)] };
  return {
    addresses,
    taskQueue,
    temporal: new Client({ connection, namespace, dataConverter }),
    connection,
    waiting: new Client({ connection: waitingConnection, namespace, dataConverter }),
    db,
    close: async () => {
      await Promise.all([connection.close(), waitingConnection.close(), close()]);
    },
  };
}

/** Writes are workflows of moments; without a worker they would wait for ever. */
export const writeTimeout = '1 minute';

const unreachableGrpcCodes = new Set([4, 14]);
const unreachableSystemCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P03']);

/** Whether an error says that a service is away for the moment, rather than that it refused. */
export function isUnreachable(error: unknown): boolean {
  for (let link = error, depth = 0; link instanceof Error && depth < 8; link = link.cause, depth += 1) {
    if (isGrpcServiceError(link) && unreachableGrpcCodes.has(link.code)) return true;
    if ('code' in link && typeof link.code === 'string' && unreachableSystemCodes.has(link.code)) return true;
    if (link.message.includes('Connection terminated')) return true;
  }
  return false;
}

const failedPrecondition = 9;

/**
 * Whether Temporal takes no update or query for a run, because its last tasks were lost with their workers, or failed, one
 * after the other. It passes with the next task that is done.
 */
function standsStill(error: unknown): boolean {
  for (let link = error, depth = 0; link instanceof Error && depth < 8; link = link.cause, depth += 1) {
    if (!isGrpcServiceError(link) || link.code !== failedPrecondition) continue;
    if (link.message.includes('Workflow Task in failed state')) return true;
  }
  return false;
}

/** Turns what the doors throw into what a person can act on. */
export function explained(error: unknown, { addresses, taskQueue }: Doors): LoomError {
  if (error instanceof WorkflowFailedError && error.cause instanceof TimeoutFailure) {
    return new LoomError(
      'service.unreachable',
      `No worker took this on within ${writeTimeout}.`,
      `Start one for task queue ${taskQueue}: hololoom worker.`,
      { cause: error },
    );
  }
  const known = LoomError.from(error);
  if (known.code !== 'internal.unexpected') return known;
  if (standsStill(error)) {
    return new LoomError(
      'service.unreachable',
      'The run takes nothing at the moment: its workers were lost, or failed, several times one after the other.',
      'Type "hololoom doctor" to see whether a worker runs, then try again: an answer counts once.',
      { cause: error },
    );
  }
  if (!isUnreachable(error)) return known;
  const service = isDatabaseError(error) ? 'PostgreSQL' : `Temporal at ${addresses.temporalAddress}`;
  return new LoomError(
    'service.unreachable',
    `${service} does not answer.`,
    'Type "hololoom doctor" to see what is up, then try again: work that was started goes on by itself.',
    { cause: error },
  );
}

function isDatabaseError(error: unknown): boolean {
  // What drizzle throws carries its query; what PostgreSQL itself says has a severity.
  return typeof error === 'object' && error !== null && ('query' in error || 'severity' in error);
}
