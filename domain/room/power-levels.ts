import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { objectIn, textIn } from './event.ts';

/** What of a room's state decides who may do what. */
export interface PowerState {
  /** Content of `m.room.power_levels`; null in a room that has none. */
  readonly levels: JsonObject | null;
  /** Content of `m.room.create`. */
  readonly create: JsonObject;
  /** Who sent `m.room.create`. */
  readonly creator: string;
}

/** From this version on creators stand above all levels, and are not listed. */
const creatorsAboveSince = 12;

/** Everybody who made the room: from version 12 on more than one can have. */
function creatorsOf({ create, creator }: PowerState): readonly string[] {
  const additional = create.additional_creators;
  const others = Array.isArray(additional) ? additional.filter((user): user is string => typeof user === 'string') : [];
  return [creator, ...others];
}

function creatorsStandAbove({ create }: PowerState): boolean {
  // Versions are opaque texts; those of other names are experiments on older ones.
  return Number(textIn(create, 'room_version') ?? '1') >= creatorsAboveSince;
}

/** Of creators of rooms of version 12 or newer: more than any level can be, and still a number in JSON, which has no infinity. */
export const creatorLevel = Number.MAX_SAFE_INTEGER;

/** A user's power level; `creatorLevel` for creators of rooms of version 12 or newer. */
export function levelOf(user: string, state: PowerState): number {
  if (creatorsStandAbove(state)) {
    if (creatorsOf(state).includes(user)) return creatorLevel;
  } else if (state.levels === null) {
    return user === state.creator ? 100 : 0;
  }
  const users = state.levels === null ? null : objectIn(state.levels, 'users');
  return (
    numberIn(users !== null && Object.hasOwn(users, user) ? users[user] : undefined) ??
    levelIn(state, 'users_default', 0)
  );
}

/** The least level for sending an event of a type. */
export function levelNeeded(eventType: string, isState: boolean, state: PowerState): number {
  const events = state.levels === null ? null : objectIn(state.levels, 'events');
  const own = numberIn(events !== null && Object.hasOwn(events, eventType) ? events[eventType] : undefined);
  if (own !== null) return own;
  if (isState) return levelIn(state, 'state_default', state.levels === null ? 0 : 50);
  return levelIn(state, 'events_default', 0);
}

function levelIn({ levels }: PowerState, field: string, otherwise: number): number {
  return numberIn(levels?.[field]) ?? otherwise;
}

/** Rooms older than version 10 may hold levels as texts. */
function numberIn(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+\s*$/.test(value)) return null;
  return Number(value);
}

/** Whether a value is what a state event holds. */
export function contentOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}
