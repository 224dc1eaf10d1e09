import { z } from 'zod';
import { findCard, findCardBelow, saveCard, saveVote, withdrawVotes } from '../../db/bot/cards.ts';
import { type ErrorCode, isRetryable, LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { runIdFor } from '../../domain/run-ids.ts';
import type { Incoming } from '../bot/mouth.ts';
import { duration } from '../cli/durations.ts';
import { requestIdOf, runIdOf } from '../cli/ids.ts';
import type { Command, Context } from '../commands/command.ts';
import type { Spoken } from '../commands/parse.ts';
import type { Result } from '../commands/result.ts';
import { type Permit, permitOf } from '../permissions.ts';
import { recheck } from './answering.ts';
import type { Block } from './blocks.ts';
import { withCard } from './card-first.ts';
import { deskIn } from './desk.ts';
import { doorFor } from './door.ts';
import type { ChatParts } from './parts.ts';
import { type PastedFiles, pastedFiles } from './pasted.ts';
import { assertMayAnswer, standingOf } from './people.ts';
import { read } from './reading.ts';
import { renderErrorForRoom, renderForRoom } from './render.ts';
import type { Settings } from './settings.ts';
import { type Deed, note } from './trail.ts';
import { answer } from './voice.ts';

/** Commands that start a run, which a room may do only so often at once. */
const starting: ReadonlySet<string> = new Set(['run', 'resume']);
/** Refusals that say what somebody may not do, rather than what does not work. */
const denials: ReadonlySet<ErrorCode> = new Set([
  'permission.denied',
  'ask.not_entitled',
  'ask.answered_already',
  'ask.not_answered',
  'ask.other_plan',
  'ask.not_open',
  'ask.none_open',
  'chat.too_many_runs',
]);

/** Something somebody said to us, understood. */
interface Heard {
  readonly incoming: Incoming;
  readonly spoken: Spoken;
  readonly blocks: readonly Block[];
  readonly settings: Settings;
  /** What stands before a command where it was said. */
  readonly prompt: string;
  /** Of the answer. */
  readonly id: string;
}

/** Does what a message says, or says why not; what is not said to us is left alone. */
export async function hear(parts: ChatParts, incoming: Incoming): Promise<void> {
  const { mouth, rooms, db, commands } = parts;
  const { room, sender, threadRoot } = incoming;
  const [settings, around, card] = await Promise.all([
    rooms.settings(room),
    rooms.surroundings(room),
    threadRoot === null ? undefined : findCardBelow(db, room, threadRoot),
  ]);
  const reading = read(
    { ...incoming, isReply: incoming.replyTo !== null },
    {
      ...around,
      account: mouth.account,
      prefix: settings.prefix,
      inThreadOfRun: card !== undefined,
      runOfThread: card === undefined ? null : runIdOf({ workflowId: card.run }),
      mouth: { place: 'chat', commands, optionsFor: () => z.object({}) },
    },
  );
  if (reading.kind === 'silence') return;
  mouth.acknowledge(incoming);
  const edited = incoming.kind === 'edit';
  // An edit is answered where the message was, when one and the same person wrote both.
  const id = `answer ${edited && incoming.target !== null ? incoming.target : incoming.eventId} ${sender}`;
  const prompt = around.isDirect ? '' : `${settings.prefix} `;
  const refuse = async (error: LoomError): Promise<void> => {
    await answer(mouth, incoming, id, { text: renderErrorForRoom(error, prompt), attachments: [] });
  };
  try {
    if (!allowedNow(parts, incoming)) return;
    if (reading.kind === 'refused') return await refuse(reading.error);
    if (edited && !reading.spoken.command.reads) throw editedTooFar(reading.spoken.command);
    await obey(parts, { incoming, ...reading, settings, prompt, id });
  } catch (error) {
    const problem = LoomError.from(error);
    // What may pass is tried again, and what was started by then is found by its id.
    if (mayPass(problem, incoming)) throw error;
    await refuse(problem);
  }
}

/** What nobody has a name for may pass as well, but nobody is kept waiting for it long. */
function mayPass({ code }: LoomError, { attempt }: Incoming): boolean {
  return isRetryable(code) && (code !== 'internal.unexpected' || attempt < unexpectedTriesMax);
}

const unexpectedTriesMax = 3;

/** @returns false when nothing is to be said @throws LoomError `chat.too_fast`, `chat.too_old` */
function allowedNow({ rates, now }: ChatParts, { sender, room, at, receivedAt, attempt }: Incoming): boolean {
  // What was begun is gone on with.
  if (attempt > 1) return true;
  const verdict = rates.take(sender, room, now());
  if (!verdict.allowed) {
    if (!verdict.tell) return false;
    const whose = verdict.whose === 'user' ? 'you say' : 'is said here';
    throw new LoomError(
      'chat.too_fast',
      `More than ${whose === 'you say' ? limits.commandsPerUserMax : limits.commandsPerRoomMax} commands a minute ${whose}.`,
      `Wait ${duration(verdict.againInMs)}, then say it again; until then I stay silent.`,
    );
  }
  const age = receivedAt - at;
  if (age <= limits.commandAgeMsMax) return true;
  throw new LoomError(
    'chat.too_old',
    `You said this ${duration(age)} before it reached me, and things may have changed.`,
    'Say it again if you still want it.',
  );
}

function editedTooFar({ name }: Command): LoomError {
  return new LoomError('chat.edited', `"${name}" changes something, so an edit does not do it.`, 'Send it again.');
}

/** Does a command in the name of whoever said it. */
async function obey(parts: ChatParts, heard: Heard): Promise<void> {
  const { db, mouth, loom, now } = parts;
  const { incoming, spoken, blocks, settings, prompt, id } = heard;
  const { command, args } = spoken;
  const files = pastedFiles(blocks);
  let deed: Deed = { verb: command.name };
  try {
    const { context, permit } = await contextFor(parts, heard, files);
    permit(command.name);
    deed = await beforehand(parts, heard, deed);
    if (starting.has(command.name)) await assertRoomForRun(parts, context);
    const act = () => command.run(context, args);
    const result = await (starting.has(command.name) ? withCard(parts, incoming, act) : act());
    deed = deedOf(deed, result);
    await followUp(parts, incoming, command, result);
    if (!command.reads) await note(db, incoming, deed);
    if (result.kind === 'run' && starting.has(command.name)) return;
    const { text, attachments } = renderForRoom(result, prompt, now());
    const pictures = result.kind === 'planned' ? await pictureOf(command, context, args) : [];
    await answer(mouth, incoming, id, { text, attachments: [...attachments, ...files.written, ...pictures] });
  } catch (error) {
    const problem = LoomError.from(error);
    if (denials.has(problem.code)) await note(db, incoming, deed, problem);
    throw error;
  }

  /** Answers count by how people stand now. */
  async function beforehand({ rooms }: ChatParts, { incoming: asked }: Heard, known: Deed): Promise<Deed> {
    if (!answering.has(command.name)) return known;
    assertMayAnswer(await standingOf(mouth, asked.room, asked.sender), settings, rooms);
    const number = /^\d+$/.test(String(args.run)) ? Number(args.run) : null;
    if (number === null) return known;
    const view = await loom.runs.asked(number);
    await recheck(parts, asked, view);
    return { ...known, run: view.question.run, plan: view.plan, details: { question: number } };
  }
}

const answering: ReadonlySet<string> = new Set(['answer', 'approve', 'reject', 'withdraw']);

async function contextFor(
  { mouth, rooms, loom, commands, version, examine }: ChatParts,
  { incoming, settings, spoken }: Heard,
  files: PastedFiles,
): Promise<{ readonly context: Context; readonly permit: Permit }> {
  const { room, sender, eventId } = incoming;
  const [standing, roomNames] = await Promise.all([
    standingOf(mouth, room, sender),
    answering.has(spoken.command.name) ? rooms.namesOf(room) : [],
  ]);
  const permit = permitOf(commands, standing, settings.roles);
  const door = doorFor(loom, room, permit);
  const context: Context = {
    loom: async () => door,
    found: async () => door,
    caller: {
      requestId: requestIdOf(eventId),
      room,
      roomNames,
      requester: sender,
      level: standing.level,
      home: rooms.home,
    },
    place: 'chat',
    // A room does not wait for the end of a run: its card shows how it goes on.
    signal: AbortSignal.abort(),
    show: () => undefined,
    files,
    surroundings: () => examine(room),
    permit,
    desk: deskIn({ mouth, rooms, commands }, incoming, settings, standing, permit),
    version,
    commands,
  };
  return { context, permit };
}

/** @throws LoomError `chat.too_many_runs` */
async function assertRoomForRun({ db, loom }: ChatParts, { caller: { room, requestId } }: Context): Promise<void> {
  // Asked again, a run that was started is found.
  if ((await findCard(db, runIdFor(requestId))) !== undefined) return;
  const count = await loom.runs.goingOn(room);
  if (count < limits.runsPerRoomMax) return;
  throw new LoomError(
    'chat.too_many_runs',
    `${count} runs go on in this room, and ${limits.runsPerRoomMax} may at once.`,
    'Wait for one to end, or type "runs" to see which to cancel.',
  );
}

/** What was done, with the run and the plan it was done to. */
function deedOf(deed: Deed, result: Result): Deed {
  switch (result.kind) {
    case 'run':
      return { ...deed, run: result.run.workflowId, plan: result.run.plan };
    case 'cancelling':
      return { ...deed, run: result.run.workflowId, plan: result.run.plan };
    case 'answered': {
      const { question, choice } = result.answer;
      return { ...deed, run: question.run, details: { question: question.number, choice } };
    }
    case 'withdrawn': {
      const { question } = result.withdrawn;
      return { ...deed, run: question.run, details: { question: question.number } };
    }
    case 'published':
      return { ...deed, details: { package: result.version.package, version: result.version.version } };
    default:
      return deed;
  }
}

/** What a room shows besides the answer: the card of a run, the prompt that was answered. */
async function followUp(
  { db, projection }: ChatParts,
  incoming: Incoming,
  { name }: Command,
  result: Result,
): Promise<void> {
  const { eventId, sender, room, threadRoot } = incoming;
  switch (result.kind) {
    case 'run': {
      if (!starting.has(name)) return;
      const { workflowId } = result.run;
      await saveCard(db, { run: workflowId, room, root: threadRoot ?? eventId, requester: sender });
      return projection.draw(workflowId);
    }
    case 'answered': {
      const { question, choice, decided } = result.answer;
      const { number } = question;
      await saveVote(db, { event: eventId, number, user: sender, choice, decided: decided !== null });
      return projection.prompts.draw(number, true);
    }
    case 'withdrawn': {
      const { number } = result.withdrawn.question;
      await withdrawVotes(db, number, sender);
      return projection.prompts.draw(number);
    }
    default:
      return;
  }
}

/** The picture of a plan; a machine that draws none still tells it in words. */
async function pictureOf(command: Command, context: Context, args: Record<string, unknown>) {
  const files = pastedFiles([]);
  const source = context.files;
  const drawing = { ...context, files: source === null ? null : { ...source, writeFile: files.writeFile } };
  try {
    await command.run(drawing, { ...args, graph: 'png' });
    return files.written;
  } catch (error) {
    if (LoomError.from(error).code !== 'command.no_pictures') throw error;
    return [];
  }
}
