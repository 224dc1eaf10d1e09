import canonicalize from 'canonicalize';
import { z } from 'zod';
import { LoomError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Outcome } from './predictor.ts';

const share = { error: 'must be a number from 0 to 1' };
const contextShape = z.strictObject({
  text: z.string().optional(),
  conversation_length: z.int().min(0).optional(),
  retries: z.int().min(0).optional(),
  thread_depth: z.int().min(0).optional(),
  example_score: z.number(share).min(0, share).max(1, share).optional(),
  hour: z.number().min(0).max(24).optional(),
});

/** One answered question as files have it, in the seed's words. */
export const rowShape = z.strictObject({
  query: z.string({ error: 'must be a text' }),
  query_type: z.string().optional(),
  /** Its name, or its settings. */
  config: z.union([z.string(), z.record(z.string(), z.json())]).optional(),
  quality: z.number(share).min(0, share).max(1, share),
  retried: z.boolean({ error: 'must be true or false' }).optional(),
  context: z.union([z.string(), contextShape]).optional(),
});
export type Row = z.output<typeof rowShape>;

/** Reads a file of rows, one JSON object a line; empty lines are passed over. @throws LoomError `quality.bad_rows`, naming the line */
export function readRows(text: string, shown: string): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    if (outcomes.length === limits.rowsMax) throw bad(shown, `has more than ${limits.rowsMax} rows`);
    outcomes.push(outcomeOf(readRow(line, `${shown}, line ${index + 1}`)));
  }
  if (outcomes.length === 0) throw bad(shown, 'has no rows');
  return outcomes;
}

/** The same row as the predictor takes it. */
export function outcomeOf({ query, query_type, config, quality, retried, context }: Row): Outcome {
  const known = typeof context === 'string' ? { text: context } : context;
  return {
    query,
    quality,
    ...(query_type === undefined ? {} : { type: query_type }),
    ...(config === undefined ? {} : { config: typeof config === 'string' ? config : (canonicalize(config) ?? '{}') }),
    ...(retried === undefined ? {} : { retried }),
    ...(known === undefined ? {} : { context: contextOf(known) }),
  };
}

function contextOf({ conversation_length, thread_depth, example_score, ...same }: z.output<typeof contextShape>) {
  const renamed = { conversationLength: conversation_length, threadDepth: thread_depth, exampleScore: example_score };
  const entries = Object.entries({ ...same, ...renamed }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as NonNullable<Outcome['context']>;
}

function readRow(line: string, shown: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''));
  } catch (error) {
    throw bad(shown, `is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const parsed = rowShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? lower(message) : `"${path.map(String).join('.')}" ${lower(message)}`,
  );
  throw bad(shown, `does not fit: ${wrong.join('; ')}`);
}

const lower = (message: string): string =>
  message.replace(/^Invalid input: /, '').replace(/^./, (first) => first.toLowerCase());

function bad(shown: string, what: string): LoomError {
  return new LoomError(
    'quality.bad_rows',
    `${shown} ${what}.`,
    'Give one JSON object a line: {"query": "...", "quality": 0.8}, and if known "query_type", "config", "retried", "context".',
  );
}
