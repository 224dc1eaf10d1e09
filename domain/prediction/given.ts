import { z } from 'zod';
import { limits } from '../limits.ts';
import type { Sample } from './encoding.ts';
import type { Outcome } from './predictor.ts';
import { readable } from './text.ts';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const name = z.string().min(1).max(limits.nameCharactersMax);

/** A question as it comes from outside. */
export const sampleSchema = z.strictObject({
  query: z.string().max(limits.handedOnCharactersMax),
  type: name.optional(),
  config: z.string().min(1).max(limits.textCharactersMax).optional(),
  context: z
    .strictObject({
      text: z.string().optional(),
      conversationLength: count.optional(),
      retries: count.optional(),
      threadDepth: count.optional(),
      exampleScore: share.optional(),
      hour: z.number().min(0).max(24).optional(),
    })
    .optional(),
});

/** What came of one; `id` tells it from all others of its workspace, so that telling twice counts once. */
export const givenOutcomeSchema = sampleSchema.extend({
  id: name,
  quality: share,
  retried: z.boolean().optional(),
});
export type GivenOutcome = z.output<typeof givenOutcomeSchema>;

/** What came of telling of an outcome. */
export interface LearnedReceipt {
  /** Its place in the log of the workspace. */
  readonly sequence: number;
  /** Whether it was new. */
  readonly created: boolean;
}

/** What came of reading the whole log again. */
export interface RebuiltReceipt {
  readonly outcomes: number;
  /** sha256 of the state as it was held, and as the log makes it: the same, unless something was wrong. */
  readonly before: string;
  readonly after: string;
}

export function givenSample(sample: z.output<typeof sampleSchema>): Sample {
  return definedOnly({ ...sample, context: definedOnly(sample.context ?? {}) }) as Sample;
}

/** What of an outcome is kept: all that is learned from, and no more of anybody's words. */
export function keptOutcome({ id: _, query, context, ...rest }: GivenOutcome): Outcome {
  const { text: __, ...known } = context ?? {};
  return definedOnly({ ...rest, query: readable(query), context: definedOnly(known) }) as Outcome;
}

function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>;
}
