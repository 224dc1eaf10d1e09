import type { PartReport } from '../../domain/prediction/evaluate.ts';
import type { QualityInsights, QualityStatistics, TypeInsight } from '../../domain/prediction/statistics.ts';
import type { Result } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { counted, percent } from './render-facts.ts';
import { type Cell, cell, table } from './table.ts';
import { visibleLine, wrap } from './text.ts';

const number = (count: number): string => count.toLocaleString('en');
const three = (value: number): string => value.toFixed(3);
/** With one decimal, since a predictor that is better by half a percent is better. */
const exactly = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The predictor over rows, beside the means it has to beat. */
export function renderEvaluation(result: Extract<Result, { kind: 'evaluated' }>, look: Look): string {
  const pen = pens(look);
  const { evaluation, source, world, file } = result;
  const { whole, secondHalf, worstCoverage, insights } = evaluation;
  const from = `rows ${number(secondHalf.from + 1)}-${number(evaluation.rows)}`;
  const worst = worstCoverage === null ? '' : `, at least ${exactly(worstCoverage)} in any 500 rows on end`;
  return [
    pen.bold(`${counted(evaluation.rows, 'row')} of ${visibleLine(source)}`),
    pen.dim('Each is predicted before it is learned.'),
    ...world.flatMap((line) => wrap(line, look.width, '  ').map((each) => pen.dim(each))),
    '',
    ...judgeTable(whole, { title: from, part: secondHalf }, look),
    '',
    ...facts([...coverageFacts(whole, worst), ...retryFacts(whole)], look),
    ...hardest(insights.hardest_query_types, look),
    '',
    verdict(secondHalf.skill, `over the best mean in ${from}`, look),
    ...drawnTo(file, look),
  ].join('\n');
}

/** How good the predictions of a room are. */
export function renderQuality(result: Extract<Result, { kind: 'quality' }>, look: Look): string {
  const pen = pens(look);
  const { room, statistics, file } = result;
  const made = statistics.predictions_made;
  if (made === 0) return nothingLearned(room, look);
  return [
    pen.bold(`Predictions of quality in ${visibleLine(room)}`),
    pen.dim(`${counted(made, 'outcome')}, each predicted before it was learned.`),
    '',
    ...judgeTable(statistics, null, look),
    '',
    ...facts([...coverageFacts(statistics, ''), ...retryFacts(statistics)], look),
    '',
    verdict(statistics.recent_skill, 'over the best mean in the last 500 outcomes', look),
    ...drawnTo(file, look),
  ].join('\n');
}

export function renderInsights(result: Extract<Result, { kind: 'insights' }>, look: Look): string {
  const { insights, room } = result;
  if (insights.total_predictions === 0) return nothingLearned(room, look);
  return [
    pens(look).bold(`Questions in ${visibleLine(room)}`),
    ...facts(insightFacts(insights), look),
    ...hardest(insights.hardest_query_types, look),
  ].join('\n');
}

export function renderLearned({ sequence, created }: Extract<Result, { kind: 'learned' }>['receipt'], look: Look) {
  const done = pens(look).green(signsOf(look).completed);
  return `${done} ${created ? 'Learned' : 'Was learned before'}: outcome ${number(sequence)} of this room.`;
}

export function renderRebuilt(receipt: Extract<Result, { kind: 'rebuilt' }>['receipt'], look: Look): string {
  const pen = pens(look);
  const same = receipt.before === receipt.after;
  const said = same ? 'every number is the same' : 'the one in use was another, and is replaced';
  return [
    `${same ? pen.green(signsOf(look).completed) : pen.yellow(signsOf(look).warning)} Built again from ${counted(receipt.outcomes, 'outcome')}: ${said}.`,
    pen.dim(`  sha256 ${receipt.after}`),
  ].join('\n');
}

function judgeTable(
  whole: QualityStatistics,
  later: { readonly title: string; readonly part: PartReport } | null,
  look: Look,
): string[] {
  const pen = pens(look);
  const rows = whole.judges.map(({ name, error, recentError, within }, at): Cell[] => {
    const paint = at === 0 ? pen.bold : undefined;
    const part = later?.part.judges[at];
    return [
      cell(name, paint),
      ...[three(error), exactly(within)].map((text) => cell(text.padStart(11), paint)),
      ...(part === undefined
        ? [cell(three(recentError).padStart(11), paint)]
        : [three(part.error), exactly(part.within)].map((text) => cell(text.padStart(11), paint))),
    ];
  });
  const head = later === null ? ['last 100'] : ['error', 'within 0.10'];
  return [
    ...(later === null ? [] : [pen.dim(`${' '.repeat(37)}all rows${later.title.padStart(26)}`)]),
    ...table(rows, look, {
      head: ['', ...['error', 'within 0.10', ...head].map((text) => text.padStart(11))],
      gives: 0,
      indent: '  ',
    }),
  ];
}

function coverageFacts({ coverage, avg_interval_width }: QualityStatistics, worst: string): [string, string][] {
  return [
    ['intervals', `hold ${exactly(coverage)} of outcomes (meant: 90 %)${worst}; ${avg_interval_width.toFixed(2)} wide`],
  ];
}

function retryFacts(statistics: QualityStatistics): [string, string][] {
  const { retries_known, retry_predictions_correct, retry_brier, retry_calibration_error } = statistics;
  if (retries_known === 0) return [['retries', 'nobody told of any']];
  const right = `${number(retry_predictions_correct)} of ${number(retries_known)} rightly said`;
  return [
    ['retries', `${right}, Brier score ${three(retry_brier)}, calibration error ${three(retry_calibration_error)}`],
  ];
}

function insightFacts(insights: QualityInsights): [string, string][] {
  const { total_predictions, large_errors, large_error_rate, avg_retry_rate, avg_quality } = insights;
  return [
    ['outcomes', number(total_predictions)],
    ['quality', `${avg_quality.toFixed(2)} in the mean`],
    ['asked again', percent(avg_retry_rate)],
    ['far off', `${counted(large_errors, 'prediction')} by more than 0.20 (${exactly(large_error_rate)})`],
  ];
}

function facts(rows: readonly (readonly [string, string])[], look: Look): string[] {
  const pen = pens(look);
  return rows.flatMap(([name, text]) => {
    const [first = '', ...others] = wrap(text, look.width, ' '.repeat(15));
    return [`  ${pen.dim(name.padEnd(11))}  ${first.trimStart()}`, ...others];
  });
}

function hardest(types: readonly TypeInsight[], look: Look): string[] {
  if (types.length === 0) return [];
  const cells = types.map(({ query_type, count, avg_quality, avg_error, retry_rate }) => [
    cell(visibleLine(query_type)),
    cell(avg_quality.toFixed(2).padStart(8)),
    cell(three(avg_error).padStart(8)),
    cell(percent(retry_rate).padStart(12)),
    cell(number(count).padStart(10)),
  ]);
  const head = ['hardest types', ' quality', '   error', ' asked again', '     count'];
  return ['', ...table(cells, look, { head, gives: 0, indent: '  ' })];
}

/** What it comes to, in one sentence; also the sentence nobody likes. */
function verdict(skill: number, over: string, look: Look): string {
  const pen = pens(look);
  if (skill > 0) return `${pen.green(signsOf(look).completed)} Skill ${exactly(skill)} ${over}.`;
  const said = `No skill ${over} (${exactly(skill)}): it chooses no configuration until it has some.`;
  return `${pen.yellow(signsOf(look).warning)} ${said}`;
}

function drawnTo(file: string | null, look: Look): string[] {
  return file === null
    ? []
    : [`${pens(look).green(signsOf(look).completed)} ${visibleLine(file)}: what was said against what came`];
}

function nothingLearned(room: string, look: Look): string {
  return wrap(
    `Nothing was learned in ${visibleLine(room)} yet. Each answer that is judged teaches it.`,
    look.width,
  ).join('\n');
}
