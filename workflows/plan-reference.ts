import { defaultPayloadConverter, RawValue } from '@temporalio/common';

/**
 * Marks the payload of a plan reference. Metadata is nothing that data can have, so no result of a tool and no output of
 * a loop is ever taken for a reference.
 */
export const planReferenceMark = 'hololoom/plan';

/** What travels in Temporal's history instead of a plan: its hash, which the worker's codec swaps for the plan. */
export function planReference(hash: string): RawValue {
  const payload = defaultPayloadConverter.toPayload({ [planReferenceMark]: hash });
  return RawValue.fromPayload({
    ...payload,
    metadata: { ...payload.metadata, [planReferenceMark]: Uint8Array.of(1) },
  });
}
