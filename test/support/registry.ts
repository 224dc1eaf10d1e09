import { randomUUID } from 'node:crypto';
import type { Caller, Loom } from '../../client/loom.ts';
import { type OpenRegistry, openRegistry } from '../../client/registry/serve.ts';
import type { SignedRelease } from '../../domain/market/publication.ts';
import { keysInMemory } from './keys.ts';
import type { Made } from './made-releases.ts';
import { type Bench, type Surroundings, workbench } from './worker.ts';

/** A market of its own: database, worker, and a registry that others reach over HTTP. */
export interface Market {
  readonly bench: Bench;
  readonly loom: Loom;
  readonly registry: OpenRegistry;
  close(): Promise<void>;
}

export async function openMarket(me: string, surroundings: Surroundings = {}): Promise<Market> {
  const bench = await workbench({ shout: ({ text }) => String(text).toUpperCase() }, surroundings);
  const loom = bench.openLoom(keysInMemory(me));
  const registry = await openRegistry(loom, { port: 0, host: '127.0.0.1', url: null });
  return {
    bench,
    loom,
    registry,
    async close() {
      await registry.close();
      await loom.close();
      await bench.close();
    },
  };
}

export const caller = (room = 'terminal'): Caller => ({
  requestId: randomUUID(),
  room,
  requester: '@ann',
  level: 100,
});

/** A release as it is posted. */
export const submission = ({ text, by, signature }: Made): SignedRelease => ({
  artifact: text,
  publicKey: by.pair.publicKey,
  signature,
});

export function post(address: string, body: unknown, token?: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${address}/api/releases`, { method: 'POST', headers, body: text });
}
