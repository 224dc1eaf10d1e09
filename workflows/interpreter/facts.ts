import { defineSearchAttributeKey, type TypedSearchAttributes } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import { searchAttributes } from '../../domain/search-attributes.ts';

export const keys = {
  loop: defineSearchAttributeKey(searchAttributes.loop, 'KEYWORD'),
  version: defineSearchAttributeKey(searchAttributes.version, 'KEYWORD'),
  room: defineSearchAttributeKey(searchAttributes.room, 'KEYWORD'),
  requester: defineSearchAttributeKey(searchAttributes.requester, 'KEYWORD'),
};

/** What a loop may know about the run it is in, as `run`. */
export interface RunFacts {
  /** Workflow id of the run a person started, also inside the loops it calls. */
  readonly id: string;
  readonly loop: string;
  readonly version: string | null;
  readonly room: string | null;
  readonly requester: string | null;
}

export function runFacts(loop: string): RunFacts {
  const { workflowId, root, typedSearchAttributes: attributes, memo } = workflowInfo();
  const known = (key: (typeof keys)[keyof typeof keys]): string | null =>
    (attributes as TypedSearchAttributes | undefined)?.get(key) ?? null;
  return {
    id: root?.workflowId ?? workflowId,
    loop,
    version: typeof memo?.version === 'string' ? memo.version : null,
    room: known(keys.room),
    requester: known(keys.requester),
  };
}
