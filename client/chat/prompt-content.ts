import { keyFor } from '../../domain/reaction.ts';
import { runIdOf } from '../cli/ids.ts';
import { pens, signsOf } from '../cli/look.ts';
import { sideBySide } from '../cli/table.ts';
import { visible, wrapBehind } from '../cli/text.ts';
import type { AskedView } from '../loom.ts';
import { cardFields } from './card-content.ts';
import { type FittingNotice, fittingNotice } from './content.ts';
import { chatLook } from './render.ts';
import { shown, shownIn } from './shown.ts';

/** An answer a room gave. */
export interface RoomVote {
  /** `@ann:example.org` */
  readonly user: string;
  readonly choice: string;
  readonly decided: boolean;
  readonly at: Date;
  readonly withdrawnAt: Date | null;
}

/** How a prompt is drawn. */
export interface PromptDrawing {
  readonly prompt: string;
  /** `@ann:example.org`, who asked for the run and may not answer where several must. */
  readonly requester: string;
  readonly votes: readonly RoomVote[];
  /** Users to call, the first time. */
  readonly mentions: readonly string[];
}

const hashLetters = 12;
const namesMax = 20;

/** A question as one message: how to answer while it is open, who did, and what came of it. */
export function promptContent(asked: AskedView, { prompt, requester, votes, mentions }: PromptDrawing): FittingNotice {
  const { question, plan } = shownIn(asked);
  const look = chatLook(prompt);
  const pen = pens(look);
  const { arrow, asking } = signsOf(look);
  const run = runIdOf({ workflowId: question.run });
  const hash = plan.slice(0, hashLetters);
  const head = `${pen.bold(`${question.number}`)} ${sideBySide([run, question.path, `plan ${hash}`], look)}`;
  const people = [...peopleOf(asked, shown(requester)), timeOf(asked)].filter((each) => each !== '');
  const lines =
    asked.state === 'open'
      ? [
          `${asking} ${head}`,
          ...wrapBehind(' ', pen.bold(visible(question.text)), look.width),
          `  ${sideBySide(people, look)}`,
          ...waysToAnswer(asked, prompt, hash).map((way) => `  ${arrow} ${way}`),
        ]
      : [
          `${signOf(asked)} ${head}`,
          ...wrapBehind(' ', visible(question.text), look.width),
          `  ${pen.bold(outcomeOf(asked, votes))}`,
        ];
  const voted = asked.state === 'decided' ? [] : votes.map((vote) => `  ${voteLine(vote, asked)}`);
  return fittingNotice([...lines, ...voted].join('\n'), '…', {
    mentions,
    more: cardFields({ kind: 'prompt', id: String(question.number), seq: votes.length, state: asked.state }),
  });
}

function peopleOf({ question: { need, votes, users, level } }: AskedView, requester: string): string[] {
  const who =
    users === null
      ? level > 0
        ? `people of power level ${level} or more`
        : 'anybody here'
      : users.slice(0, namesMax).map(shown).join(', ');
  const given = need === 1 ? [] : [votes === null ? `${need} needed` : `${votes} of ${need}`];
  return [...given, `from ${who}`, ...(need === 1 ? [] : [`not ${requester}`])];
}

const timeOf = ({ question: { deadline } }: AskedView): string => (deadline === null ? '' : `until ${clock(deadline)}`);

/** `2026-11-25 18:05 UTC` */
const clock = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

function waysToAnswer({ question: { number, choices } }: AskedView, prompt: string, hash: string): string[] {
  const keys = choices.map((choice, index) => `${keyFor(index, choices.length)} ${shown(choice)}`);
  const [yes, no] = [`${prompt}approve ${number} --plan ${hash}`, `${prompt}reject ${number} --plan ${hash}`];
  const typed = choices.length === 2 ? `${yes} · ${no}` : `${prompt}answer ${number} CHOICE --plan ${hash}`;
  return [`react to this with ${keys.join(' or ')}`, typed];
}

function signOf({ state, choice, question: { choices } }: AskedView): string {
  if (state === 'over') return '⌛';
  return choice === choices[0] ? '✅' : '❌';
}

function outcomeOf({ state, choice, question }: AskedView, votes: readonly RoomVote[]): string {
  if (state === 'over')
    return `Nobody can answer this any more; ${question.votes ?? 0} of ${question.need} had said yes.`;
  const by = votes.filter((vote) => vote.withdrawnAt === null && vote.choice === choice);
  const names = [...new Set(by.map(({ user }) => shown(user)))].join(', ');
  const last = by.at(-1)?.at.toISOString();
  return `${shown(choice ?? '')}${names === '' ? '' : `: ${names}`}${last === undefined ? '' : ` · ${clock(last)}`}`;
}

function voteLine({ user, choice, at, withdrawnAt }: RoomVote, { question: { choices } }: AskedView): string {
  const key = keyFor(Math.max(0, choices.indexOf(choice)), choices.length);
  if (withdrawnAt !== null) return `${shown(user)} took back ${shown(choice)} · ${clock(withdrawnAt.toISOString())}`;
  return `${key} ${shown(user)} · ${clock(at.toISOString())}`;
}
