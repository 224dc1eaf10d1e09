import type { OpenQuestion } from '../../domain/run.ts';
import type { Result } from '../commands/result.ts';
import type { RoomMessage } from '../loom.ts';
import { duration } from './durations.ts';
import { runIdOf } from './ids.ts';
import { type Look, pens, signsOf } from './look.ts';
import { visible, visibleLine, wrap, wrapBehind } from './text.ts';

const peopleShown = 6;
/** Cards stay short: of a long question the beginning is shown. */
const textLinesMax = 4;

/**
 * A question with what to type, below its mark.
 * @param now milliseconds, for how long is left
 */
export function questionLines(question: OpenQuestion, look: Look, now: number, indent = '  '): string[] {
  const pen = pens(look);
  const signs = signsOf(look);
  const mark = `${signs.asking} ${question.number}`;
  const margin = `${indent}${' '.repeat(mark.length + 1)}`;
  const text = wrapBehind(mark, visible(question.text), look.width, indent);
  return [
    ...text.slice(0, textLinesMax).map(pen.yellow),
    ...wrap(termsOf(question, look, now).join(` ${signs.dot} `), look.width, margin).map(pen.dim),
    ...wrapBehind(signs.arrow, waysToAnswer(question, look).join(` ${signs.dot} `), look.width, margin),
  ];
}

/** Votes, people and time: what decides it. */
function termsOf({ need, votes, users, level, deadline }: OpenQuestion, look: Look, now: number): string[] {
  const { ellipsis } = signsOf(look);
  const given = votes === null ? `${need} people are needed` : `${votes} of ${need}`;
  return [
    ...(need > 1 ? [given] : []),
    users === null
      ? level > 0
        ? `from power level ${level} on`
        : 'anybody'
      : [...users.slice(0, peopleShown).map(visibleLine), ...(users.length > peopleShown ? [ellipsis] : [])].join(', '),
    ...(deadline === null ? [] : [`${duration(Math.max(0, Date.parse(deadline) - now))} left`]),
  ];
}

function waysToAnswer({ number, choices }: OpenQuestion, { prompt }: Look): string[] {
  const quoted = (choice: string): string => (/\s/.test(choice) ? `"${choice}"` : choice);
  const [first = '', second = ''] = choices.map((choice) => visibleLine(choice));
  if (choices.length === 2) {
    return [`${prompt}approve ${number} (${first})`, `${prompt}reject ${number} (${second})`];
  }
  return choices.map((choice) => `${prompt}answer ${number} ${quoted(visibleLine(choice))}`);
}

/** What waits for an answer. */
export function renderQuestions(questions: readonly OpenQuestion[], look: Look, now: number): string {
  if (questions.length === 0) return 'Nothing waits for an answer.';
  return questions
    .flatMap((question) => {
      const room = question.room === 'terminal' ? '' : ` in ${visibleLine(question.room)}`;
      const where = `${visibleLine(runIdOf({ workflowId: question.run }))} ${visibleLine(question.path)}${room}`;
      return [...questionLines(question, look, now, ''), pens(look).dim(`  ${where}`)];
    })
    .join('\n');
}

export function renderAnswered({ answer, by }: Extract<Result, { kind: 'answered' }>, look: Look): string {
  const { decided, votes, need, choice, question } = answer;
  const pen = pens(look);
  const signs = signsOf(look);
  const said = `${visibleLine(by)} answered "${visibleLine(choice)}" to: ${visibleLine(question.text)}`;
  const stands =
    decided === null ? `${votes} of ${need} so far; ${need - votes} more needed.` : `Decided: ${visibleLine(decided)}.`;
  return [...wrapBehind(pen.green(signs.completed), said, look.width), ...wrap(stands, look.width, '  ')].join('\n');
}

export function renderWithdrawn({ withdrawn, by }: Extract<Result, { kind: 'withdrawn' }>, look: Look): string {
  const { votes, need, question } = withdrawn;
  const said = `${visibleLine(by)} took back the answer to: ${visibleLine(question.text)}`;
  const mark = pens(look).green(signsOf(look).completed);
  return [...wrapBehind(mark, said, look.width), ...wrap(`${votes} of ${need} so far.`, look.width, '  ')].join('\n');
}

export function renderEmitted({ event, told }: Extract<Result, { kind: 'emitted' }>, look: Look): string {
  const pen = pens(look);
  const signs = signsOf(look);
  const name = visibleLine(event);
  if (told.length === 0) return `${pen.yellow(signs.warning)} No run of this room waits for "${name}".`;
  const runs = told.map((workflowId) => visibleLine(runIdOf({ workflowId })));
  const told_ = `"${name}" was told to ${runs.length === 1 ? 'one run' : `${runs.length} runs`}`;
  return wrapBehind(pen.green(signs.completed), `${told_}: ${runs.slice(0, 20).join(', ')}.`, look.width).join('\n');
}

/** A message of a run as a line of the room. */
export function renderMessage(message: RoomMessage, look: Look, now: number): string {
  const pen = pens(look);
  const who = pen.dim(
    `${visibleLine(runIdOf({ workflowId: message.run }))}${message.room === 'terminal' ? '' : ` in ${visibleLine(message.room)}`}`,
  );
  if (message.question !== null) return [who, ...questionLines(message.question, look, now, '')].join('\n');
  return [who, ...wrap(visible(message.text), look.width, '  ')].join('\n');
}
