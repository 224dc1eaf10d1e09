import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical.ts';
import { LoomError } from '../domain/errors.ts';
import type { Plan } from '../dsl/plan.ts';
import { planReferenceMark } from '../workflows/plan-reference.ts';

const plansKeptMax = 500;
const referenceSchema = z.object({ [planReferenceMark]: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * Loads plans by hash and keeps the last ones: they never change.
 * @param read the stored canonical JSON of a plan, or undefined
 */
export function planLoader(read: (hash: string) => Promise<string | undefined>): (hash: string) => Promise<Plan> {
  const kept = new Map<string, Plan>();
  return async (hash) => {
    const found = kept.get(hash);
    if (found !== undefined) return found;
    const text = await read(hash);
    if (text === undefined) {
      throw new LoomError(
        'loop.plan_missing',
        `The database of this worker holds no plan ${hash}.`,
        'Point the worker and whoever starts runs at the same database.',
      );
    }
    const plan = JSON.parse(text) as Plan;
    kept.set(hash, plan);
    for (const oldest of kept.keys()) {
      if (kept.size <= plansKeptMax) break;
      kept.delete(oldest);
    }
    return plan;
  };
}

/**
 * Swaps the plan in where a payload is marked as a plan reference, so that history carries a hash of 64 characters and the
 * interpreter still gets the whole plan. Everything else, and everything outgoing, passes untouched.
 */
export const planCodec = (loadPlan: (hash: string) => Promise<Plan>): PayloadCodec => ({
  encode: async (payloads) => payloads,
  decode: (payloads) =>
    Promise.all(
      payloads.map(async (payload): Promise<Payload> => {
        if (!payload.data || payload.metadata?.[planReferenceMark] === undefined) return payload;
        const { [planReferenceMark]: hash } = referenceSchema.parse(JSON.parse(Buffer.from(payload.data).toString()));
        return { ...payload, data: Buffer.from(canonicalJson({ hash, plan: await loadPlan(hash) })) };
      }),
    ),
});
