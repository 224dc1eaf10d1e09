import { z } from 'zod';
import { limits } from '../../../domain/limits.ts';
import { define } from '../command.ts';

const packageArgument = z.string().meta({ label: 'PACKAGE', description: 'Its name', completes: 'package' });

const stars = { error: 'STARS must be a whole number from 1 to 5' };

export const marketRateCommand = define({
  name: 'market rate',
  aliases: [],
  summary: 'Say what you think of a package you ran; a second word replaces your first.',
  examples: ['market rate ops/canary_deploy 5', 'market rate ops/canary_deploy 4 "Caught a bad release on day one"'],
  args: z.object({
    package: packageArgument,
    stars: z.coerce
      .number(stars)
      .int(stars)
      .min(1, stars)
      .max(5, stars)
      .meta({ label: 'STARS', description: 'From 1 to 5' }),
    text: z
      .array(z.string())
      .default([])
      .transform((words) => words.join(' '))
      .pipe(z.string().max(limits.reviewCharactersMax, `at most ${limits.reviewCharactersMax} letters fit`))
      .meta({ label: 'TEXT', description: 'A word about it' }),
  }),
  positional: ['package', 'stars', 'text'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  starts: true,
  async run({ loom, caller }, rating) {
    return { kind: 'rated', receipt: await (await loom()).market.rate(rating, caller) };
  },
});

export const marketReviewsCommand = define({
  name: 'market reviews',
  aliases: [],
  summary: 'Read what people say of a package, beside what was measured in its runs.',
  examples: ['market reviews ops/canary_deploy'],
  args: z.object({
    package: packageArgument,
    after: z
      .string()
      .optional()
      .meta({ label: 'PLACE', description: 'The page behind this place, as a page names it' }),
  }),
  positional: ['package'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }, { package: name, after }) {
    return {
      kind: 'reviews',
      reviews: await (await loom()).market.reviews(name, after === undefined ? {} : { after }),
    };
  },
});

export const marketVerifyCommand = define({
  name: 'market verify',
  aliases: [],
  summary: 'Mark a publisher as one you know, for everybody to see; the log of the market keeps who did.',
  examples: ['market verify acme'],
  args: z.object({ publisher: z.string().meta({ label: 'PUBLISHER', description: 'Its name, as packages show it' }) }),
  positional: ['publisher'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'admin',
  async run({ loom, caller }, { publisher }) {
    return { kind: 'verified', ...(await (await loom()).market.verify(publisher, caller)) };
  },
});

export const marketStatsCommand = define({
  name: 'market stats',
  aliases: [],
  summary: 'What the market comes to: packages, runs, ratings, and how much is used of each other.',
  examples: ['market stats'],
  args: z.object({}),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run({ loom }) {
    return { kind: 'statistics', statistics: await (await loom()).market.statistics() };
  },
});
