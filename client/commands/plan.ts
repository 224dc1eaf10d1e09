import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { mermaidOf } from '../../dsl/graph/mermaid.ts';
import { planGraph } from '../../dsl/graph/model.ts';
import { svgOf } from '../../dsl/graph/svg.ts';
import type { CompiledLoop } from '../loom.ts';
import { pngOf } from '../picture.ts';
import { type Context, define } from './command.ts';
import { filesOf, marketFor, readProgramWord } from './program.ts';
import type { Result } from './result.ts';
import { readInputWords } from './words.ts';

/** What a plan can be drawn as. */
const graphFormats = ['mermaid', 'svg', 'png'] as const;
type GraphFormat = (typeof graphFormats)[number];

export const planCommand = define({
  name: 'plan',
  aliases: [],
  summary: 'Show what a loop will do: its steps, what it may touch, what a run will start and write.',
  examples: [
    'plan security-incident-pro',
    'plan ./nightly.loop',
    'plan security-incident-pro incident_id=INC-42',
    'plan ./nightly.loop --graph png --out nightly.png',
  ],
  args: z.object({
    program: z.string().meta({
      label: 'PROGRAM',
      description: 'A package, with a version range if it matters, or the path of a .loop file',
      completes: 'program',
    }),
    inputs: z.array(z.string()).default([]).transform(readInputWords).meta({
      label: 'name=value',
      description: 'Inputs that are known already: they may decide rooms, waits, and how many items there are',
      completes: 'input',
    }),
    graph: z.enum(graphFormats).optional().meta({
      label: 'FORMAT',
      description: 'Draw it: mermaid for pages that know it, svg for browsers, png for chat',
    }),
    out: z.string().optional().meta({ label: 'FILE', description: 'Where to write what is drawn' }),
  }),
  positional: ['program', 'inputs'],
  needs: 'database',
  places: ['command line', 'terminal room', 'chat'],
  role: 'member',
  reads: true,
  async run(context, { program, inputs, graph, out }) {
    if (graph === undefined && out !== undefined) {
      throw new LoomError('command.bad_arguments', '--out is for what --graph draws.', 'Add --graph svg.');
    }
    const what = await readProgramWord(context, program);
    const loom = await (typeof what === 'string' ? context.loom('database') : marketFor(context, what));
    if (graph !== undefined)
      return drawn(context, await loom.loops.compiled(what, context.caller.room), graph, out ?? null);
    return { kind: 'planned', plan: await loom.loops.plan(what, inputs, context.caller.room) };
  },
});

/** Draws a plan; where there are files, a picture of bytes becomes one. */
async function drawn(
  { files }: Context,
  { plan }: CompiledLoop,
  format: GraphFormat,
  out: string | null,
): Promise<Result> {
  const graph = planGraph(plan);
  const text = format === 'mermaid' ? mermaidOf(graph) : svgOf(graph);
  const content = format === 'png' ? await pngOf(text) : text;
  const ownName = `${plan.loop.slice(plan.loop.lastIndexOf('/') + 1)}.png`;
  const file = out ?? (format === 'png' && files !== null ? ownName : null);
  if (file !== null) await filesOf({ files }).writeFile(file, content);
  return { kind: 'drawn', format, content, file };
}
