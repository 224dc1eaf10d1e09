import { describeType } from '../../dsl/describe-type.ts';
import type { PlanReport } from '../loom.ts';
import { type Look, pens, signsOf } from './look.ts';
import { cell, table } from './table.ts';
import { visibleLine, wrap } from './text.ts';

/** What a loop will do: what it takes, which steps go together, which tools they use, what comes out. */
export function renderPlan({ loop, hash, inputs, waves, tools, outputs }: PlanReport, look: Look): string {
  const pen = pens(look);
  const signs = signsOf(look);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`  ${pen.bold(title)}`, ...lines];
  const inputRows = inputs.map(({ name, type, required }) => [
    cell(visibleLine(name)),
    cell(visibleLine(describeType(type)), pen.dim),
    cell(required ? '' : 'may be left out', pen.dim),
  ]);
  const toolRows = tools.map(({ name, from, effect, implementation }) => [
    cell(visibleLine(name)),
    cell(effect, effect === 'write' ? pen.yellow : pen.dim),
    cell(visibleLine(implementation), pen.dim),
    cell(from === null ? '' : visibleLine(from), pen.dim),
  ]);
  const waveLines = waves.flatMap((paths, index) => {
    const number = `${index + 1}`.padStart(String(waves.length).length);
    const [first = '', ...others] = wrap(paths.map(visibleLine).join(', '), look.width, ' '.repeat(number.length + 6));
    return [`    ${pen.dim(number)}  ${first.trimStart()}`, ...others];
  });
  const steps = waves.flat().length;
  return [
    `${pen.bold(visibleLine(loop))} ${signs.dot} ${steps} ${steps === 1 ? 'step' : 'steps'} in ${waves.length} ${waves.length === 1 ? 'wave' : 'waves'}`,
    ...section('Inputs', table(inputRows, look, { gives: 1, indent: '    ' })),
    ...section('Waves: the steps of one start together', waveLines),
    ...section('Tools', table(toolRows, look, { gives: 2, indent: '    ' })),
    ...section('Gives', wrap(outputs.map(visibleLine).join(', '), look.width, '    ')),
    pen.dim(`  Plan ${visibleLine(hash)}`),
  ].join('\n');
}
