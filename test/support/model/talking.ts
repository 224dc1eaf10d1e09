import type { Answer, Electorate, RoomEvent } from '../../../domain/chat.ts';
import type { Json } from '../../../domain/json.ts';
import { askWorld, type Doing } from './doing.ts';
import { startedBy } from './happenings.ts';
import type { Line } from './line.ts';
import type { ModelRun } from './run.ts';

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
const chatTries = 10;
const chatTimeoutMs = 60_000;

export const say: Doing<'say'> = (line, step) => {
  const saying = { room: roomOf(line, step.room), text: textOf(line.workOut(step.text)) };
  const how = { timeoutMs: chatTimeoutMs, triesMax: step.retry?.triesMax ?? chatTries };
  askWorld(line, { kind: 'activity', type: 'chat.say', given: saying, ...how });
};

function roomOf(line: Line, room: Parameters<Line['workOut']>[0] | null): string {
  return room === null ? startedBy.room : textOf(line.workOut(room));
}

/** A question that is in the room. */
export interface OpenQuestion {
  readonly path: string;
  /** @returns whether the answer counts */
  answer(answer: Answer): boolean;
}

export const ask: Doing<'ask'> = (line, step) => {
  const { run } = line.block;
  const deadline = step.withinMs === null ? null : run.now + line.milliseconds(step.withinMs);
  line.hold(() => post(line, step, deadline));
};

function post(line: Line, step: Parameters<typeof ask>[1], deadline: number | null): void {
  const from = step.from === null ? null : line.workOut(step.from);
  const choices = step.choices === null ? ['yes', 'no'] : (line.workOut(step.choices) as string[]);
  const question = {
    room: roomOf(line, step.room),
    text: textOf(line.workOut(step.question)),
    choices,
    from: typeof from === 'string' ? [from] : from,
    need: step.need,
    deadline,
    plan: line.block.run.hash,
  };
  const how = { timeoutMs: chatTimeoutMs, triesMax: step.retry?.triesMax ?? chatTries };
  const posted = (given: Json): void => {
    if (line.verdict !== null) line.conclude();
    else poll(line, step, choices, given as unknown as Electorate, deadline);
  };
  askWorld(line, { kind: 'activity', type: 'chat.ask', given: question, ...how }, posted);
}

/** Counts answers: enough people must make the first choice, and any other decides at once. */
function poll(
  line: Line,
  step: Parameters<typeof ask>[1],
  choices: readonly string[],
  electorate: Electorate,
  deadline: number | null,
): void {
  const { run } = line.block;
  const voters = new Set<string>();
  const asked: OpenQuestion = {
    path: line.path,
    answer: ({ choice, user, level, plan }) => {
      const knows = plan === run.hash && choices.includes(choice);
      const may = (electorate.users?.includes(user) ?? true) && level >= electorate.level;
      const own = step.need > 1 && user === startedBy.requester;
      if (!knows || !may || own || voters.has(user)) return false;
      voters.add(user);
      if (choice === choices[0] && voters.size < step.need) return true;
      close();
      if (step.gate && choice !== choices[0]) line.giveUp({ code: 'loop.refused', message: '(refused)', step: null });
      else line.succeed(choice);
      return true;
    },
  };
  const noAnswer = { code: 'loop.no_answer', message: '(no answer)', step: null };
  const stopTimer =
    deadline === null ? () => undefined : run.timer(Math.max(1, deadline - run.now), () => line.giveUp(noAnswer));
  const close = (): void => {
    run.questions.delete(asked);
    stopTimer();
  };
  run.questions.add(asked);
  line.letGo = () => {
    close();
    return true;
  };
}

/** The oldest event that fits and that nobody took, or the next one. */
export const waitFor: Doing<'wait_for'> = (line, step) => {
  const { run } = line.block;
  const within = step.withinMs === null ? null : line.milliseconds(step.withinMs);
  const fits = ({ name, data }: RoomEvent): boolean => {
    if (name !== step.event) return false;
    try {
      return step.where === null || line.block.workOut(step.where, [['it', data]]) === true;
    } catch {
      return false;
    }
  };
  const early = run.events.find(fits);
  if (early !== undefined) {
    run.events.splice(run.events.indexOf(early), 1);
    return line.succeed(early.data);
  }
  const noEvent = { code: 'loop.no_event', message: '(no event)', step: null };
  const stopTimer = within === null ? () => undefined : run.timer(Math.max(1, within), () => line.giveUp(noEvent));
  const listener = {
    fits,
    take: ({ data }: RoomEvent): void => {
      stopTimer();
      line.succeed(data);
    },
  };
  run.listeners.add(listener);
  line.letGo = () => {
    run.listeners.delete(listener);
    stopTimer();
    return true;
  };
};

/** Hands an event to the first line that waits for it, or keeps it; the same event told twice counts once. */
export function hear({ listeners, events, heard }: ModelRun, event: RoomEvent): void {
  if (heard.has(event.id)) return;
  heard.add(event.id);
  const listener = [...listeners].find(({ fits }) => fits(event));
  if (listener === undefined) events.push(event);
  else {
    listeners.delete(listener);
    listener.take(event);
  }
}

export const collaborate: Doing<'collaborate'> = (line, step) => {
  const roles = step.roles === null ? null : line.workOut(step.roles);
  const given = {
    question: textOf(line.workOut(step.question)),
    roles: typeof roles === 'string' ? [roles] : roles,
    quorum: step.quorum,
    withinMs: step.withinMs === null ? null : line.milliseconds(step.withinMs),
    room: startedBy.room,
  };
  askWorld(line, { kind: 'child', type: 'collaboration.run', given, timeoutMs: null, triesMax: null });
};
