import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import { type Evaluation, Evaluator } from '../../../domain/prediction/evaluate.ts';
import type { Outcome } from '../../../domain/prediction/predictor.ts';
import { readRows } from '../../../domain/prediction/rows.ts';
import { simulate, worldAssumptions } from '../../../domain/prediction/simulate.ts';
import { type Context, define } from '../command.ts';
import { filesOf } from '../program.ts';
import { count } from '../words.ts';
import { diagramArgument, writeDiagram } from './diagram.ts';

/** After so many rows it is looked whether the person still waits. */
const breathEvery = 200;
/** A simulation of more tells nothing new. */
const simulatedMax = 100_000;

export const qualityEvaluateCommand = define({
  name: 'quality evaluate',
  aliases: [],
  summary: 'Run the predictor of quality over a file of answered questions, each predicted before it is learned.',
  examples: ['quality evaluate answers.jsonl', 'quality evaluate answers.jsonl --diagram reliability.png'],
  args: z.object({
    file: z.string().meta({
      label: 'FILE',
      description: 'One JSON object a line: query, quality, and if known query_type, config, retried, context',
      completes: 'file',
    }),
    diagram: diagramArgument,
  }),
  positional: ['file'],
  needs: 'nothing',
  places: ['command line', 'terminal room'],
  role: 'member',
  async run(context, { file, diagram }) {
    const rows = readRows(await filesOf(context).readRows(file), file);
    const evaluation = await evaluated(rows, context);
    const drawn = await writeDiagram(context, evaluation.whole, diagram);
    return { kind: 'evaluated', source: file, world: [], evaluation, file: drawn };
  },
});

const noiseError = { error: 'must be a number from 0 to 1' };

export const qualitySimulateCommand = define({
  name: 'quality simulate',
  aliases: [],
  summary: 'Run the predictor of quality in a made-up world whose every effect is known.',
  examples: ['quality simulate', 'quality simulate --rows 5000 --noise 0.1 --seed 7 --diagram reliability.svg'],
  args: z.object({
    rows: count(simulatedMax).default(2_000).meta({ label: 'NUMBER', description: 'How many questions; 2000' }),
    noise: z.coerce
      .number(noiseError)
      .min(0, noiseError)
      .max(1, noiseError)
      .default(0.05)
      .meta({ label: 'SHARE', description: 'Standard deviation of the noise on each quality; 0.05' }),
    seed: count(4_294_967_295).default(1).meta({ label: 'NUMBER', description: 'Another one makes another world' }),
    diagram: diagramArgument,
  }),
  positional: [],
  needs: 'nothing',
  places: ['command line', 'terminal room'],
  role: 'member',
  async run(context, { diagram, ...options }) {
    const evaluation = await evaluated([...simulate(options)], context);
    const drawn = await writeDiagram(context, evaluation.whole, diagram);
    const source = `a simulated world, seed ${options.seed}`;
    return { kind: 'evaluated', source, world: worldAssumptions(options), evaluation, file: drawn };
  },
});

async function evaluated(rows: readonly Outcome[], { signal }: Context): Promise<Evaluation> {
  const evaluator = new Evaluator(rows.length);
  for (const [at, row] of rows.entries()) {
    if (at % breathEvery === 0) await breathe();
    signal.throwIfAborted();
    evaluator.add(row);
  }
  return evaluator.report();
}
