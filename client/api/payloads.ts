import type { Payload, PayloadCodec } from '@temporalio/common';
import type { Database } from '../../db/connection.ts';
import { readPayload } from '../../db/read/payloads.ts';
import { claimIn, redeemed } from '../../domain/claim-check.ts';
import { LoomError } from '../../domain/errors.ts';

/** Brings large results of runs from where the workers stored them. What goes out stays as it is: clients only read. */
export function storedPayloads(db: Database): PayloadCodec {
  async function decoded(payload: Payload): Promise<Payload> {
    const claim = claimIn(payload);
    if (claim === null) return payload;
    const bytes = await readPayload(db, claim.sha256);
    if (bytes === undefined) {
      throw new LoomError(
        'loop.value_missing',
        `The database holds no value ${claim.sha256.slice(0, 12)}, which a run gave back.`,
        'Use the database that the workers use; values of runs that are long over may have been deleted.',
      );
    }
    return redeemed(payload, bytes);
  }
  return {
    encode: async (payloads) => payloads,
    decode: (payloads) => Promise.all(payloads.map(decoded)),
  };
}
