import type { AgentStatus } from '../agents-shelf.ts';
import type { Result } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { counted, percent } from './render-facts.ts';
import { cell, table } from './table.ts';
import { visible, visibleLine, wrap } from './text.ts';

/** Who can be asked, with what they did. */
export function renderAgents(agents: readonly AgentStatus[], look: Look): string {
  const pen = pens(look);
  const rows = agents.map((each) => [
    cell(visibleLine(each.agent.name), each.retired ? pen.dim : pen.bold),
    cell(visibleLine(each.agent.title)),
    cell(each.answers.toLocaleString('en').padStart(7)),
    cell(each.success === null ? '' : percent(each.success)),
    cell(each.retired ? 'retired' : each.atWork > 0 ? `${each.atWork} at work` : visibleLine(each.agent.role), pen.dim),
  ]);
  return table(rows, look, { head: ['agent', 'title', 'answers', 'good', ''], gives: 4 }).join('\n');
}

/** One agent: what it is there for, how it goes about it, how it did. */
export function renderAgent({ agent: status, done }: Extract<Result, { kind: 'agent' }>, look: Look): string {
  const pen = pens(look);
  const { agent, retired, shipped, fields, answers } = status;
  const { verification, planning, chaining, examples, temperature, maxTokens, retryBelow } = agent.configuration;
  const ways = [
    ...(planning ? ['plans first'] : []),
    ...(chaining ? ['takes questions apart'] : []),
    ...(verification ? ['checks what it wrote'] : []),
    ...(examples > 0 ? [`sees up to ${counted(examples, 'good answer')}`] : []),
    `temperature ${temperature}`,
    `at most ${counted(maxTokens, 'token')}`,
    ...(retryBelow > 0 ? [`tries again below ${percent(retryBelow)}`] : []),
  ];
  const records = fields.map(({ field, answers: count, success, quality }) => [
    cell(visibleLine(field)),
    cell(counted(count, 'answer')),
    cell(`${percent(success)} good`),
    cell(`worth ${percent(quality)}`, pen.dim),
  ]);
  return [
    ...(done === null
      ? []
      : [
          `${pen.green(signsOf(look).completed)} ${done === 'registered' ? 'It takes questions here from now on.' : 'It takes no more questions here.'}`,
        ]),
    `${pen.bold(visibleLine(agent.title))} ${pen.dim(`${visibleLine(agent.name)}${shipped ? ', ships with HoloLoom' : ''}${retired ? ', retired' : ''}`)}`,
    ...wrap(visible(agent.role), look.width, '  '),
    ...wrap(ways.join(', '), look.width, '  ').map(pen.dim),
    ...(answers === 0
      ? [pen.dim('  It has not answered here yet.')]
      : ['', ...table(records, look, { gives: 3, indent: '    ' })]),
  ].join('\n');
}
