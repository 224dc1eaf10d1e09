import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { LRUCache } from 'lru-cache';
import { claimed, claimIn, redeemed } from '../domain/claim-check.ts';
import { LoomError } from '../domain/errors.ts';
import { limits } from '../domain/limits.ts';

/** Where the bytes of large payloads are kept, by their hash. */
export interface PayloadStore {
  readonly save: (sha256: string, bytes: Uint8Array) => Promise<void>;
  readonly read: (sha256: string) => Promise<Uint8Array | undefined>;
}

const keptBytesMax = 64 * 1024 * 1024;
/** A database that restarts is back within seconds; a worker that is silent for longer is taken for dead. */
const waitsMs = [200, 500, 1_000, 2_000, 4_000];

/**
 * Takes payloads of more than `limits.payloadBytesMax` out of histories: they are stored, and a claim goes in their
 * place. The interpreter, activities and whoever reads a result see the values themselves.
 */
export function payloadCodec(store: PayloadStore): PayloadCodec {
  const kept = new LRUCache<string, Uint8Array>({
    maxSize: keptBytesMax,
    sizeCalculation: (bytes) => Math.max(1, bytes.length),
  });

  async function encoded(payload: Payload): Promise<Payload> {
    const { data } = payload;
    if (!data || data.length <= limits.payloadBytesMax) return payload;
    const sha256 = createHash('sha256').update(data).digest('hex');
    await patiently(() => store.save(sha256, data));
    kept.set(sha256, data);
    return claimed(payload, { sha256, bytes: data.length });
  }

  async function decoded(payload: Payload): Promise<Payload> {
    const claim = claimIn(payload);
    if (claim === null) return payload;
    const bytes = kept.get(claim.sha256) ?? (await patiently(() => store.read(claim.sha256)));
    if (bytes === undefined) throw missing(claim.sha256);
    kept.set(claim.sha256, bytes);
    return redeemed(payload, bytes);
  }

  return {
    encode: (payloads) => Promise.all(payloads.map(encoded)),
    decode: (payloads) => Promise.all(payloads.map(decoded)),
  };
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await work();
    } catch {
      await sleep(waitMs, undefined, { ref: false });
    }
  }
  return work();
}

function missing(sha256: string): LoomError {
  return new LoomError(
    'loop.value_missing',
    `The database of this worker holds no value ${sha256.slice(0, 12)}, which a run works with.`,
    'Point all workers at one database, or bring the deleted row of "payloads" back.',
  );
}
