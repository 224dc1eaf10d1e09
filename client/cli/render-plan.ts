import { describeType } from '../../dsl/describe-type.ts';
import type { PlanReport } from '../loom.ts';
import { duration } from './durations.ts';
import { type Look, pens, signsOf } from './look.ts';
import { renderCapabilities } from './render-capabilities.ts';
import { renderEstimate } from './render-estimate.ts';
import { type Cell, cell, table } from './table.ts';
import { visibleLine, wrap } from './text.ts';

/** What a loop will do: what it takes, which steps go together, what it may touch, starts and gives. */
export function renderPlan(report: PlanReport, look: Look): string {
  const { loop, hash, waves, outputs, title, limitMs, schedule } = report;
  const pen = pens(look);
  const signs = signsOf(look);
  const section = (head: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`  ${pen.bold(head)}`, ...lines];
  const steps = waves.flat().length;
  const when =
    schedule === null ? '' : ` ${signs.dot} at ${schedule.cron}${schedule.zone === null ? '' : ` in ${schedule.zone}`}`;
  const limit = limitMs === null ? '' : ` ${signs.dot} for at most ${duration(limitMs)}`;
  return [
    `${pen.bold(visibleLine(loop))} ${signs.dot} ${steps} ${steps === 1 ? 'step' : 'steps'} in ${waves.length} ${waves.length === 1 ? 'wave' : 'waves'}${visibleLine(when + limit)}`,
    ...(title === null ? [] : wrap(visibleLine(title), look.width, '  ').map(pen.dim)),
    ...section('Inputs', table(inputRows(report, look), look, { gives: 1, indent: '    ' })),
    ...section('Waves: the steps of one start together', waveLines(report, look)),
    ...section(pathTitle(report), pathLines(report, look)),
    ...section('Tools', table(toolRows(report, look), look, { gives: 2, indent: '    ' })),
    ...section('May touch', renderCapabilities(report.capabilities, look)),
    ...section('A run starts and writes', renderEstimate(report.estimate, look)),
    ...section('Gives', wrap(outputs.map(visibleLine).join(', '), look.width, '    ')),
    pen.dim(`  Plan ${visibleLine(hash)}`),
  ].join('\n');
}

function inputRows({ inputs }: PlanReport, look: Look): Cell[][] {
  const pen = pens(look);
  return inputs.map(({ name, type, required }) => [
    cell(visibleLine(name)),
    cell(visibleLine(describeType(type)), pen.dim),
    cell(required ? '' : 'may be left out', pen.dim),
  ]);
}

function toolRows({ tools }: PlanReport, look: Look): Cell[][] {
  const pen = pens(look);
  return tools.map(({ name, from, effect, implementation }) => [
    cell(visibleLine(name)),
    cell(effect, effect === 'write' ? pen.yellow : pen.dim),
    cell(visibleLine(implementation), pen.dim),
    cell(from === null ? '' : visibleLine(from), pen.dim),
  ]);
}

function waveLines({ waves }: PlanReport, look: Look): string[] {
  return waves.flatMap((paths, index) => {
    const number = `${index + 1}`.padStart(String(waves.length).length);
    const [first = '', ...others] = wrap(paths.map(visibleLine).join(', '), look.width, ' '.repeat(number.length + 6));
    return [`    ${pens(look).dim(number)}  ${first.trimStart()}`, ...others];
  });
}

function pathTitle({ criticalPath: { waitMs } }: PlanReport): string {
  if (waitMs.most === 0) return 'Longest chain';
  return `Longest chain: waits ${waitText(waitMs.least, waitMs.most)} besides its work`;
}

function waitText(least: number, most: number | null): string {
  if (most === null) return least === 0 ? 'as long as it takes' : `at least ${duration(least)}`;
  if (least === most) return duration(most);
  return least === 0 ? `up to ${duration(most)}` : `${duration(least)} to ${duration(most)}`;
}

function pathLines({ criticalPath: { steps } }: PlanReport, look: Look): string[] {
  if (steps.length < 2 && steps.every(({ waitMs }) => waitMs.most === 0)) return [];
  const { arrow } = signsOf(look);
  const words = steps.map(({ path, waitMs: { least, most } }) =>
    most === 0 ? visibleLine(path) : `${visibleLine(path)} (${waitText(least, most)})`,
  );
  return wrap(words.join(` ${arrow} `), look.width, '    ');
}
