import { findPrompt, findVote, type PromptRow, saveVote, votesOn, withdrawVotes } from '../../db/bot/cards.ts';
import { isRetryable, LoomError } from '../../domain/errors.ts';
import { choiceOfKey } from '../../domain/reaction.ts';
import type { RoomStanding } from '../../domain/roles.ts';
import type { Incoming } from '../bot/mouth.ts';
import { requestIdOf } from '../cli/ids.ts';
import type { AskedView, Caller } from '../loom.ts';
import type { ChatParts } from './parts.ts';
import { assertMayAnswer, mayAnswer, standingOf } from './people.ts';
import { renderErrorForRoom } from './render.ts';
import { note } from './trail.ts';
import { answer } from './voice.ts';

/** What a prompt says by itself: nobody has to be told again. */
const seenOnPrompt: ReadonlySet<string> = new Set(['ask.not_open', 'ask.none_open']);

/**
 * A reaction to a prompt of ours is an answer to its question. It is bound to the event we sent: a message that looks like a
 * prompt, whoever wrote it, is none.
 */
export async function answerByReaction(parts: ChatParts, incoming: Incoming): Promise<void> {
  const { db, loom } = parts;
  const prompt = await promptMeant(parts, incoming);
  if (prompt === null) return;
  const asked = await loom.runs.asked(prompt.number);
  const position = choiceOfKey(incoming.body, asked.question.choices.length);
  if (position === null) return;
  const choice = asked.question.choices[position - 1] ?? '';
  const deed = { verb: 'answer', run: prompt.run, plan: asked.plan, details: { question: prompt.number, choice } };
  try {
    const standing = await standingOf(parts.mouth, incoming.room, incoming.sender);
    assertMayAnswer(standing, await parts.rooms.settings(incoming.room), parts.rooms);
    await recheck(parts, incoming, asked);
    const caller = callerFor(parts, incoming, asked, standing);
    const given = await loom.runs.answer(String(prompt.number), { choice: position, plan: asked.plan }, caller);
    await saveVote(db, {
      event: incoming.eventId,
      number: prompt.number,
      user: incoming.sender,
      choice,
      decided: given.decided !== null,
    });
    await note(db, incoming, deed);
  } catch (error) {
    const problem = LoomError.from(error);
    if (isRetryable(problem.code)) throw error;
    await note(db, incoming, deed, problem);
    if (!seenOnPrompt.has(problem.code)) await tell(parts, incoming, prompt, problem);
  }
  await parts.projection.prompts.draw(prompt.number, true);
}

/** Who removes a reaction takes the answer back, as long as nothing is decided. */
export async function withdrawByRedaction(parts: ChatParts, incoming: Incoming): Promise<boolean> {
  const { db, loom } = parts;
  const vote = incoming.target === null ? undefined : await findVote(db, incoming.target);
  if (vote === undefined) return false;
  const prompt = await findPrompt(db, vote.number);
  if (prompt === undefined || prompt.room !== incoming.room || vote.withdrawnAt !== null) return true;
  const asked = await loom.runs.asked(vote.number);
  const deed = {
    verb: 'withdraw',
    run: prompt.run,
    plan: asked.plan,
    details: { question: vote.number, choice: vote.choice, of: vote.user },
  };
  try {
    const standing = await standingOf(parts.mouth, incoming.room, vote.user);
    await loom.runs.withdraw(String(vote.number), {}, callerFor(parts, incoming, asked, standing));
    await withdrawVotes(db, vote.number, vote.user);
    await note(db, incoming, deed);
  } catch (error) {
    const problem = LoomError.from(error);
    if (isRetryable(problem.code)) throw error;
    await note(db, incoming, deed, problem);
  }
  await parts.projection.prompts.draw(vote.number);
  return true;
}

/** The prompt that was reacted to: an event of ours, in the room where it was put. */
async function promptMeant({ db, mouth }: ChatParts, { target, room }: Incoming): Promise<PromptRow | null> {
  const said = target === null ? null : await mouth.saidAs(target);
  const number = /^prompt:(\d+)$/.exec(said ?? '')?.[1];
  const prompt = number === undefined ? undefined : await findPrompt(db, Number(number));
  return prompt?.room === room ? prompt : null;
}

/**
 * What decides is how people stand now: answers of those who have left, or lost their power, since they gave them are taken
 * back before another one can complete them.
 */
export async function recheck(parts: ChatParts, incoming: Incoming, asked: AskedView): Promise<void> {
  const { db, loom, mouth, rooms } = parts;
  const { question, plan } = asked;
  if (question.need === 1 || asked.state !== 'open') return;
  const votes = await votesOn(db, question.number);
  const settings = await rooms.settings(incoming.room);
  for (const { user, choice, withdrawnAt } of votes) {
    if (withdrawnAt !== null || user === incoming.sender) continue;
    const standing = await standingOf(mouth, incoming.room, user);
    if (standing.level >= question.level && mayAnswer(standing, settings, rooms)) continue;
    const requestId = `${requestIdOf(incoming.eventId)}/${user}`;
    const caller = { ...callerFor(parts, incoming, asked, standing), requestId };
    await loom.runs.withdraw(String(question.number), {}, caller).catch((error: unknown) => {
      // It counts no more already.
      if (LoomError.from(error).code !== 'ask.not_answered') throw error;
    });
    await withdrawVotes(db, question.number, user);
    const details = { question: question.number, choice, of: user, why: 'no longer entitled' };
    await note(db, incoming, { verb: 'withdraw', run: question.run, plan, details });
  }
}

function callerFor({ rooms }: ChatParts, incoming: Incoming, { question }: AskedView, standing: RoomStanding): Caller {
  return {
    requestId: requestIdOf(incoming.eventId),
    room: incoming.room,
    // The prompt stands here, whatever name the loop has for the room.
    roomNames: [question.room],
    requester: standing.user,
    level: standing.level,
    home: rooms.home,
  };
}

async function tell({ mouth, rooms }: ChatParts, incoming: Incoming, prompt: PromptRow, problem: LoomError) {
  const text = renderErrorForRoom(problem, await rooms.promptOf(incoming.room));
  const asked = { ...incoming, threadRoot: prompt.root, eventId: incoming.target ?? incoming.eventId };
  await answer(mouth, asked, `answer ${incoming.eventId} ${incoming.sender}`, {
    text,
    attachments: [],
    mentions: [incoming.sender],
  });
}
