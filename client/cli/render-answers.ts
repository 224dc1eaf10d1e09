import type { CollaborationReport, Reply, RouteView } from '../agents-shelf.ts';
import type { Result } from '../commands/result.ts';
import { duration } from './durations.ts';
import { type Look, pens, signsOf } from './look.ts';
import { counted, percent } from './render-facts.ts';
import { cell, table } from './table.ts';
import { visible, visibleLine, wrap } from './text.ts';

const reasonsShown = 4;

/** An answer, what it rests on, and why this agent gave it. */
export function renderReply(reply: Reply, look: Look): string {
  const pen = pens(look);
  const { route, judgement, passes } = reply;
  const dot = ` ${signsOf(look).dot} `;
  const facts = [
    reply.provider,
    ...expectedText(reply.expected, look),
    `seems worth ${percent(judgement.quality)} (${judgement.judge})`,
    duration(reply.latencyMs),
    ...(reply.spent.tokensIn + reply.spent.tokensOut === 0
      ? []
      : [counted(reply.spent.tokensIn + reply.spent.tokensOut, 'token')]),
    ...(reply.tries > 1 ? [`${reply.tries} tries`] : []),
  ];
  return [
    `${pen.bold(visibleLine(reply.title))} ${pen.dim(`(${howRouted(route.kind, route.confidence)})`)}`,
    '',
    ...asWritten(reply.answer, look.width),
    '',
    ...listed('Sources', reply.sources, look),
    ...listed(
      'Why this agent',
      route.because.slice(0, reasonsShown).map(({ reason, agent }) => `${reason} (${agent})`),
      look,
    ),
    ...listed(
      'On the way',
      passes.map(({ agent, name, outcome }) => `${agent}, ${name}: ${outcome}`),
      look,
    ),
    pen.dim(`  ${facts.map(visibleLine).join(dot)}`),
    pen.dim(`  Was it right? ${look.prompt}react ${visibleLine(reply.id)} solved`),
  ].join('\n');
}

/** What was expected, where something was learned that tells. */
function expectedText(expected: Reply['expected'], look: Look): string[] {
  if (expected === null || expected.learnedFrom === 0) return [];
  const sign = look.unicode ? '±' : '+-';
  const how = [
    `expected ${expected.quality.toFixed(2)} ${sign} ${expected.halfWidth.toFixed(2)}`,
    ...(expected.hard ? ['hard: several agents'] : []),
    ...(expected.chosen ? [`so answered the ${expected.way} way`] : []),
  ];
  return [how.join(', ')];
}

/** A text with its lines as they are inside code, and broken where they are too long elsewhere. */
function asWritten(text: string, width: number): string[] {
  let inCode = false;
  return visible(text)
    .split('\n')
    .flatMap((written) => {
      if (/^\s*```/.test(written)) inCode = !inCode;
      return inCode || written.trim() === '' ? [`  ${written}`.trimEnd()] : wrap(written, width, '  ');
    });
}

function howRouted(kind: RouteView['route']['kind'], confidence: number): string {
  const sure = `${percent(confidence)} sure`;
  switch (kind) {
    case 'preferred':
      return 'asked for';
    case 'chosen':
      return sure;
    case 'fan_out':
      return `the better of two that were close, ${sure}`;
    case 'abstained':
      return `nobody stood out, ${sure}`;
  }
}

function listed(title: string, lines: readonly string[], look: Look): string[] {
  if (lines.length === 0) return [];
  const mark = `    ${signsOf(look).dot} `;
  return [
    pens(look).dim(`  ${title}`),
    ...lines.flatMap((line) =>
      wrap(visibleLine(line), look.width - mark.length).map((part, at) => (at === 0 ? mark : '      ') + part),
    ),
    '',
  ];
}

/** Who would have a question, and why. */
export function renderRoute({ question, field, route }: RouteView, look: Look): string {
  const pen = pens(look);
  const rows = route.candidates.map(({ agent, probability }) => [
    cell(visibleLine(agent), route.agents.includes(agent) ? pen.bold : undefined),
    cell(percent(probability).padStart(5)),
    cell(
      route.because
        .filter((reason) => reason.agent === agent)
        .map(({ reason }) => reason)
        .join(', '),
      pen.dim,
    ),
  ]);
  return [
    `${visibleLine(question)}`,
    `  goes to ${pen.bold(route.agents.map(visibleLine).join(' and '))} ${pen.dim(`(${howRouted(route.kind, route.confidence)}; field ${visibleLine(field)})`)}`,
    '',
    ...table(rows, look, { gives: 2, indent: '    ' }),
  ].join('\n');
}

/** What several agents made of a task. */
export function renderCollaboration(report: CollaborationReport, look: Look): string {
  const pen = pens(look);
  const dot = ` ${signsOf(look).dot} `;
  const rows = report.individualResponses.map(({ agent, title, abstain, confidence, position, tookMs }) => [
    cell(visibleLine(title), report.consensus.saidBy.includes(agent) ? pen.bold : undefined),
    cell(abstain ? 'has nothing to say' : percent(confidence).padStart(5)),
    cell(duration(tookMs), pen.dim),
    cell(abstain ? '' : visibleLine(position), pen.dim),
  ]);
  const facts = [
    `${counted(report.consensus.saidBy.length, 'agent')} of ${report.individualResponses.length} for it`,
    ...(report.alpha === null ? [] : [`alpha ${report.alpha.toFixed(2)}`]),
    `decided by ${policyWords[report.consensus.policy]}`,
    `seems worth ${percent(report.judgement.quality)} (${report.judgement.judge})`,
    duration(report.tookMs),
    ...(report.rounds === 2 ? ['they heard each other once'] : []),
  ];
  return [
    `${pen.bold(visibleLine(report.task))}`,
    '',
    ...asWritten(report.finalResponse, look.width),
    '',
    pen.dim('  Who said what'),
    ...table(rows, look, { gives: 3, indent: '    ' }),
    ...report.silent.map(({ agent, why }) => pen.dim(`    ${visibleLine(agent)}: ${visibleLine(why)}`)),
    '',
    pen.dim(`  ${facts.map(visibleLine).join(dot)}`),
    ...(report.undecided
      ? [pen.yellow(`  They do not agree beyond chance. Who knows more decides: ${look.prompt}questions`)]
      : []),
    pen.dim(`  Was it right? ${look.prompt}react ${visibleLine(report.taskId)} solved`),
  ].join('\n');
}

const policyWords = {
  single: 'who has the best record',
  weighted: 'votes weighed by record',
  majority: 'the majority',
} as const;

export function renderReaction({ receipt, reaction }: Extract<Result, { kind: 'reacted' }>, look: Look): string {
  const done = pens(look).green(signsOf(look).completed);
  return `${done} ${visibleLine(reaction)} counts. The answer is worth ${percent(receipt.quality)} by what is known so far.`;
}
