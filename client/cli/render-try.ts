import type { Json } from '../../domain/json.ts';
import { valueSource } from '../../dsl/expression-source.ts';
import type { TriedFailure, TriedStep, TryReport } from '../../dsl/try/index.ts';
import { type Look, pens, type Signs, signsOf } from './look.ts';
import { shorten, visibleLine, wrap } from './text.ts';

/** Each step of a dry run with what it would be given and give, and then what would come of failures. */
export function renderTry(report: TryReport, look: Look): string {
  const { loop, steps, onError, failure, output, undone, staysDone, failures, unreached } = report;
  const pen = pens(look);
  const signs = signsOf(look);
  const section = (head: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`  ${pen.bold(head)}`, ...lines];
  const listed = (head: string, paths: readonly string[]) =>
    section(head, paths.length === 0 ? [] : wrap(paths.map(visibleLine).join(', '), look.width, '    '));
  const stages = undone.map(
    ({ path, tool, given, stage }) => `${stage + 1}  ${visibleLine(path)}: ${visibleLine(tool)}(${fieldsText(given)})`,
  );
  return [
    `${pen.bold(visibleLine(loop))} ${signs.dot} a dry run: nothing was called, tools gave samples`,
    ...steps.flatMap((step) => stepLines(step, look)),
    ...(failure === null
      ? section('Gives', wrap(shownValue(output), look.width, '    '))
      : section('Fails', wrap(visibleLine(`${failure.step ?? 'the run'}: ${failure.message}`), look.width, '    '))),
    ...section(
      'Is undone, one number after the other',
      stages.flatMap((line) => wrap(line, look.width, '    ')),
    ),
    ...listed('Stays done, as it has no UNDO', staysDone),
    ...section(
      'ON ERROR',
      onError.flatMap((step) => stepLines(step, look)),
    ),
    ...section(
      'Should a step fail, with all done before it that may be done',
      failures.flatMap((each) => failureLines(each, look)),
    ),
    ...listed('Never came up', unreached),
  ].join('\n');
}

const signOf: Readonly<Record<TriedStep['status'], keyof Signs>> = {
  completed: 'completed',
  skipped: 'skipped',
  replaced: 'replaced',
  failed: 'failed',
  cancelled: 'cancelled',
  waiting: 'waiting',
};

function stepLines({ path, does, status, given, value, error, note, depth }: TriedStep, look: Look): string[] {
  const pen = pens(look);
  const signs = signsOf(look);
  const colour = { completed: pen.green, failed: pen.red, replaced: pen.yellow }[status as string] ?? pen.dim;
  const indent = ' '.repeat(2 + 2 * depth);
  const cut = (text: string, wide: number): string => shorten(text, look.width - wide, signs.ellipsis);
  const more = (text: string): string => pen.dim(`${indent}    ${cut(text, indent.length + 4)}`);
  const head = cut(`${visibleLine(path)}  ${visibleLine(does)}`, indent.length + 2);
  return [
    `${indent}${colour(signs[signOf[status]])} ${head}`,
    ...(given === null || Object.keys(given).length === 0 ? [] : [more(`with ${fieldsText(given)}`)]),
    ...(value === null || status === 'skipped' ? [] : [more(`gives ${shownValue(value)}`)]),
    ...(error === null ? [] : [more(visibleLine(error))]),
    ...(note === null ? [] : [more(`made up, as samples do not fit: ${visibleLine(note)}`)]),
  ];
}

function failureLines({ path, run, undone, staysDone, notDone }: TriedFailure, look: Look): string[] {
  const pen = pens(look);
  const what = (words: string, paths: readonly string[]) =>
    paths.length === 0 ? [] : [`${words} ${paths.map(visibleLine).join(', ')}`];
  if (run === 'goes on') return [`    ${pen.green(signsOf(look).replaced)} ${visibleLine(path)}: the run goes on`];
  const rest = [
    ...what('undone:', undone),
    ...what(pen.yellow('stays done:'), staysDone),
    ...what('not done:', notDone),
  ];
  return [
    `    ${pen.red(signsOf(look).failed)} ${visibleLine(path)}: the run fails`,
    ...rest.flatMap((line) => wrap(line, look.width, '        ')),
  ];
}

const shownValue = (value: Json): string => visibleLine(valueSource(value));

function fieldsText(given: Readonly<Record<string, Json>>): string {
  return Object.entries(given)
    .map(([name, value]) => `${visibleLine(name)}: ${shownValue(value)}`)
    .join(', ');
}
