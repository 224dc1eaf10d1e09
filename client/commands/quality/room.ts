import { z } from 'zod';
import { define } from '../command.ts';
import { diagramArgument, writeDiagram } from './diagram.ts';

const words = z
  .array(z.string())
  .min(1, 'is missing')
  .transform((list) => list.join(' '))
  .meta({ label: 'QUESTION', description: 'As somebody would ask it' });
const about = {
  type: z
    .string()
    .optional()
    .meta({ label: 'NAME', description: 'The field it belongs to; left out, it is read from the question' }),
  config: z.string().optional().meta({ label: 'NAME', description: 'The configuration that answers; plain' }),
};

export const qualityPredictCommand = define({
  name: 'quality predict',
  aliases: [],
  summary: 'Say how good an answer would be before it is made, how sure that is, and how to make it.',
  examples: ['quality predict "Why does the API return 500 errors?"', 'quality predict deploy v2.1.0 --config planned'],
  args: z.object({ question: words, ...about }),
  positional: ['question'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run({ loom, caller }, { question, type, config }) {
    const sample = { query: question, ...(type && { type }), ...(config && { config }) };
    return { kind: 'predicted', prediction: await (await loom()).quality.predict(sample, caller) };
  },
});

const share = { error: 'QUALITY must be a number from 0 to 1' };

export const qualityLearnCommand = define({
  name: 'quality learn',
  aliases: [],
  summary: 'Tell how good an answer was that was given elsewhere; one request counts once.',
  examples: ['quality learn 0.9 "How do we rotate the signing key?"', 'quality learn 0.2 why is CI red --retried'],
  args: z.object({
    quality: z.coerce
      .number(share)
      .min(0, share)
      .max(1, share)
      .meta({ label: 'QUALITY', description: 'From 0, of no use, to 1' }),
    question: words,
    ...about,
    retried: z.boolean().default(false).meta({ description: 'It was asked again' }),
  }),
  positional: ['quality', 'question'],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'moderator',
  starts: true,
  async run({ loom, caller }, { quality, question, type, config, retried }) {
    const known = { ...(type && { type }), ...(config && { config }) };
    const outcome = { id: caller.requestId, query: question, quality, retried, ...known };
    return { kind: 'learned', receipt: await (await loom()).quality.learn(outcome, caller) };
  },
});

export const qualityStatsCommand = define({
  name: 'quality stats',
  aliases: [],
  summary: 'Show how good the predictions of this room are, and whether they beat simple means.',
  examples: ['quality stats', 'quality stats --diagram reliability.png'],
  args: z.object({ diagram: diagramArgument }),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run(context, { diagram }) {
    const { room } = context.caller;
    const statistics = await (await context.loom()).quality.stats({ room });
    return { kind: 'quality', room, statistics, file: await writeDiagram(context, statistics, diagram) };
  },
});

export const qualityInsightsCommand = define({
  name: 'quality insights',
  aliases: [],
  summary: 'Show which kinds of questions are hard here, and where predictions were far off.',
  examples: ['quality insights'],
  args: z.object({}),
  positional: [],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  async run({ loom, caller: { room } }) {
    return { kind: 'insights', room, insights: await (await loom()).quality.insights({ room }) };
  },
});

export const qualityRebuildCommand = define({
  name: 'quality rebuild',
  aliases: [],
  summary: 'Build the predictor of this room again from all it learned, and compare it with the one in use.',
  examples: ['quality rebuild'],
  args: z.object({}),
  positional: [],
  needs: 'everything',
  places: ['command line', 'terminal room', 'chat'],
  role: 'admin',
  async run({ loom, caller }) {
    return { kind: 'rebuilt', receipt: await (await loom()).quality.rebuild(caller) };
  },
});
