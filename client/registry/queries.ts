import type { Context } from 'hono';
import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import type { SearchRequest } from '../../domain/market/search.ts';
import { readRequest } from '../api/market/request.ts';

/** A form sends fields that were left empty as well. */
const filled = (texts: readonly string[] | undefined): string | undefined => texts?.find((text) => text !== '');

const text = z
  .array(z.string())
  .optional()
  .transform((texts) => filled(texts) ?? '');
const optional = z.array(z.string()).optional().transform(filled);

const searchQuerySchema = z.object({
  words: text,
  category: optional,
  tag: z
    .array(z.string())
    .default([])
    .transform((tags) => tags.filter((tag) => tag !== '')),
  stars: optional.pipe(z.coerce.number<string>().min(1).max(5).optional()),
  verified: optional.transform((value) => value !== undefined),
  limit: optional.pipe(z.coerce.number<string>().int().min(1).max(limits.hitsMax).optional()),
  after: optional,
});

/** What somebody looks for, as a form or another HoloLoom asks it: `?words=…&category=…&tag=…&stars=4&verified=on&after=…`. */
export function searchIn(context: Context): SearchRequest {
  const { words, category, tag, stars, verified, limit, after } = readRequest(searchQuerySchema, context.req.queries());
  return {
    words,
    tags: tag,
    verifiedOnly: verified,
    ...(category === undefined ? {} : { category }),
    ...(stars === undefined ? {} : { minRating: stars }),
    ...(limit === undefined ? {} : { limit }),
    ...(after === undefined ? {} : { after }),
  };
}

const pageSchema = z.object({ after: optional });

/** The place a page of reviews begins behind. */
export function afterIn(context: Context): { readonly after?: string } {
  const { after } = readRequest(pageSchema, context.req.queries());
  return after === undefined ? {} : { after };
}

const logSchema = z.object({ since: text.pipe(z.coerce.number<string>().int().min(0).max(Number.MAX_SAFE_INTEGER)) });

export function sinceIn(context: Context): number {
  return readRequest(logSchema, context.req.queries()).since;
}
