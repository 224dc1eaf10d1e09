import type { Answer, RoomEvent } from '../../../domain/chat.ts';
import { type Happening, hash, type Outcome, type Pending, type Waiting } from './happenings.ts';
import type { ModelRun } from './run.ts';

/** Says what happens next to a run that waits for something. */
export type Next = (model: ModelRun, waiting: Waiting, before: readonly Happening[]) => Happening;

/**
 * What numbers say: of all that can happen which, and how it ends. When they are used up, the first thing happens, and
 * ends well.
 */
export const chosenBy =
  (choices: readonly number[]): Next =>
  (model, waiting, before) =>
    choose(model, waiting, before, choices[before.length] ?? 0);

/** What people tell, and then what ends well. */
export const told = (happenings: readonly Told[]): Next => {
  const goOn = chosenBy([]);
  return (model, waiting, before) => {
    const next = happenings[before.length];
    if (next === undefined) return goOn(model, waiting, before);
    const [due] = waiting.timers;
    return { ...next, at: next.what === 'time' && due !== undefined ? due : momentOf(model, waiting) };
  };
};

type Untimed<One> = One extends Happening ? Omit<One, 'at'> : never;
export type Told = Untimed<Happening>;

/** A moment later, or at once where a timer is due by then. */
function momentOf({ now }: ModelRun, { timers: [due] }: Waiting): number {
  return due !== undefined && now + 1 >= due ? now : now + 1;
}

function choose(model: ModelRun, waiting: Waiting, before: readonly Happening[], choice: number): Happening {
  const { pending, timers } = waiting;
  const [due] = timers;
  const at = momentOf(model, waiting);
  const rest = Math.floor(choice / 32);
  const kind = choice % 32;
  if (kind === 31 && !before.some(({ what }) => what === 'cancelled')) return { what: 'cancelled', at };
  if (kind >= 29) return { what: 'heard', event: eventOf(before.length, rest), at };
  const stuck = pending.length === 0 && due === undefined;
  // People answer what is asked, and now and then what is not.
  if (kind > 25 || ((kind > 15 || stuck) && model.questions.size > 0)) {
    const asked = [...model.questions].map(({ path }) => path);
    const paths = kind > 26 || asked.length === 0 ? [...asked, ...pending.map(({ id }) => id)] : asked;
    const path = paths[rest % paths.length];
    // When nothing else can happen, everybody answers in turn, so that it comes to an end.
    if (path !== undefined) return { what: 'answered', answer: answerOf(path, stuck ? before.length : rest), at };
  }
  if (stuck && model.listeners.size > 0) return { what: 'heard', event: eventOf(before.length, before.length), at };
  const chosen = pending[rest % (pending.length + (due === undefined ? 0 : 1))];
  if (chosen !== undefined) {
    return { what: 'settled', id: chosen.id, outcome: outcomeOf(chosen, Math.floor(rest / 16)), at };
  }
  if (due === undefined) throw new Error('It waits for nothing, and has not ended.');
  return { what: 'time', at: due };
}

function outcomeOf({ kind, type, toldToStop }: Pending, choice: number): Outcome {
  const kinds = choice % 16;
  const rest = Math.floor(choice / 16);
  if (toldToStop && kinds < 8) return { how: 'cancelled' };
  if (kinds === 15 && kind === 'activity' && !type.startsWith('chat.')) return { how: 'lost' };
  if (kinds >= 12) return { how: 'failed', code: 'tool.bad_input', message: `broken ${rest % 3}` };
  if (type === 'chat.ask') return { how: 'completed', value: electorates[rest % electorates.length] ?? null };
  return { how: 'completed', value: type === 'chat.say' ? null : rest % 3 };
}

const electorates = [
  { users: null, level: 0 },
  { users: ['@ada:test', '@bob:test', '@cy:test', '@dan:test'], level: 50 },
];

function answerOf(path: string, choice: number): Answer {
  const among = <Item>(items: readonly Item[], divisor: number): Item =>
    items[Math.floor(choice / divisor) % items.length] as Item;
  return {
    path,
    user: among(['@ada:test', '@bob:test', '@cy:test', '@dan:test'], 1),
    choice: among(['yes', 'yes', 'no', 'go', 'stop'], 4),
    level: among([50, 50, 50, 0], 20),
    plan: among([hash, hash, hash, hash, 'another plan'], 80),
  };
}

function eventOf(count: number, choice: number): RoomEvent {
  // One in four is told twice.
  const id = choice % 4 === 3 ? 'again' : `event-${count}`;
  return { id, name: `e${Math.floor(choice / 12) % 2}`, data: Math.floor(choice / 4) % 3 };
}
