import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { LoomError } from '../../domain/errors.ts';
import type { Loom } from '../loom.ts';
import { registryApp } from './app.ts';

export interface RegistryPlace {
  /** 0 for any that is free. */
  readonly port: number;
  readonly host: string;
  /** Where others reach it; null for where it listens. */
  readonly url: string | null;
}

/** A registry that is open. */
export interface OpenRegistry {
  /** `http://127.0.0.1:4180` */
  readonly address: string;
  close(): Promise<void>;
}

/** How long a slow caller may keep us: for its headers, and for all of its question. */
const headersMs = 10_000;
const requestMs = 30_000;

/** Opens the market of a loom to others. @throws LoomError `command.bad_arguments` where it cannot listen */
export async function openRegistry(loom: Loom, { port, host, url }: RegistryPlace): Promise<OpenRegistry> {
  await keepKey(loom);
  const server = serve({
    fetch: (request, environment) => app.fetch(request, environment),
    port,
    hostname: host,
    serverOptions: { headersTimeout: headersMs, requestTimeout: requestMs },
  });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it does not work';
    throw new LoomError(
      'command.bad_arguments',
      `Nobody can listen on ${host}:${port} here (${reason}).`,
      'Choose another --port, or the address of this machine with --host.',
      { cause },
    );
  }
  const bound = (server.address() as AddressInfo).port;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  const app = registryApp(loom, url ?? address);
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** Whoever hands out bundles signs them. */
async function keepKey(loom: Loom): Promise<void> {
  try {
    await loom.keys.create();
  } catch (error) {
    if (LoomError.from(error).code !== 'market.key_exists') throw error;
  }
}

/** Serves until it is told to stop. @param say takes what a person should know, line by line */
export async function serveRegistry(
  loom: Loom,
  place: RegistryPlace,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const registry = await openRegistry(loom, place);
  say(`The market is open at ${registry.address}`);
  say(`Others use it with HOLOLOOM_REGISTRY=${place.url ?? registry.address}; Ctrl-C closes it.`);
  if (!signal.aborted) await once(signal, 'abort');
  await registry.close();
}
