import { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';
import { limits } from '../../../domain/limits.ts';
import type { SearchRequest } from '../../../domain/market/search.ts';
import { type Context, define } from '../command.ts';
import type { FoundThere } from '../result.ts';
import { count } from '../words.ts';

export const marketCommand = define({
  name: 'market',
  aliases: ['packages'],
  summary: 'Look around in the market: categories, what is new, what runs most.',
  examples: ['market'],
  args: z.object({}),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }) {
    return { kind: 'front', front: await (await loom()).market.front() };
  },
});

export const marketSearchCommand = define({
  name: 'market search',
  aliases: [],
  summary: 'Find packages by what they are for, the best first; without words, all of them.',
  examples: [
    'market search incident',
    'market search canary deploy --verified',
    'market search --category security --min-rating 4',
  ],
  args: z.object({
    words: z.array(z.string()).default([]).meta({
      label: 'WORDS',
      description: 'What it is for; "words in this order", and -words it must not have',
    }),
    category: z.string().optional().meta({ label: 'CATEGORY', description: 'Only of this category' }),
    tag: z.array(z.string()).default([]).meta({ label: 'TAG', description: 'Only with this tag; may be given again' }),
    minRating: z.coerce
      .number({ error: 'must be 1 to 5 stars' })
      .min(1, 'must be 1 to 5 stars')
      .max(5, 'must be 1 to 5 stars')
      .optional()
      .meta({ label: 'STARS', description: 'Only with so many stars, or more, in the mean' }),
    verified: z.boolean().default(false).meta({ description: 'Only of publishers an admin knows' }),
    limit: count(limits.hitsMax).default(10).meta({ label: 'NUMBER', description: 'So many on a page' }),
    after: z
      .string()
      .optional()
      .meta({ label: 'PLACE', description: 'The page behind this place, as a page names it' }),
  }),
  positional: ['words'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }, { words, category, tag, minRating, verified, limit, after }) {
    const request = {
      // A word with spaces in it was typed in quotes, and is meant as it stands.
      words: words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' '),
      tags: tag,
      verifiedOnly: verified,
      limit,
      ...(category === undefined ? {} : { category }),
      ...(minRating === undefined ? {} : { minRating }),
      ...(after === undefined ? {} : { after }),
    };
    const { market, registry } = await loom();
    const found = await market.search(request);
    const [only] = found.hits;
    const card = only !== undefined && found.total === 1 ? await market.card(only.package) : null;
    // A place on a page is one of this market, and the other knows nothing of it.
    if (registry.origin === null || after !== undefined) return { kind: 'found', request, found, card };
    return { kind: 'found', request, found, card, there: await foundThere(registry.origin, loom, request) };
  },
});

/** What the registry has; where it cannot be asked, what is here is shown all the same. */
async function foundThere(origin: string, loom: Context['loom'], request: SearchRequest): Promise<FoundThere> {
  try {
    const { registry } = await loom('everything');
    return { origin, found: await registry.search(request), problem: null };
  } catch (error) {
    return { origin, found: null, problem: LoomError.from(error).message };
  }
}
