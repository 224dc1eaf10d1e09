import { conformance } from '../conform.ts';
import type { LoopType } from '../plan.ts';
import { type Alternative, alternativesOf, isNever, mayBeNull, type ObjectType } from './normal-form.ts';

/** Why a value of one type is not what another wants. */
export interface Misfit {
  /** Where inside of it, as `[].owner.name`; empty for the whole. */
  readonly at: string;
  readonly wanted: LoopType;
  /** What is there; null for a field that is not. */
  readonly got: LoopType | null;
  /** Whether all that is wrong is that it may be null, or not there. */
  readonly maybeNull: boolean;
}

/**
 * Whether a value of a type can be given where another is wanted, as far as a check before the run should tell: a text
 * may be the one of several that is wanted, or a time, which only the run can see; what can never fit is told, and what
 * may be null where null does not fit.
 * @returns null when it can
 */
export function misfit(given: LoopType, wanted: LoopType, at = ''): Misfit | null {
  if (given === wanted || given.t === 'any' || wanted.t === 'any' || isNever(given)) return null;
  const targets = alternativesOf(wanted);
  const alternatives = alternativesOf(given);
  for (const one of alternatives) {
    const reasons: (Misfit | null)[] = targets.map((target) => misfitOf(one, target, at));
    if (reasons.includes(null)) continue;
    const closest = reasons.find((reason) => reason !== null && reason.at !== at);
    return closest ?? { at, wanted, got: one, maybeNull: false };
  }
  if (!mayBeNull(given) || mayBeNull(wanted)) return null;
  return { at, wanted, got: given, maybeNull: alternatives.length > 0 };
}

function misfitOf(one: Alternative, target: Alternative, at: string): Misfit | null {
  if (one.t === 'list' && target.t === 'list') return misfit(one.of, target.of, `${at}[]`);
  if (one.t === 'map' && target.t === 'map') return misfit(one.of, target.of, `${at}[]`);
  if (one.t === 'object' && target.t === 'map') {
    return firstOf(one.fields, ({ name, type }) => misfit(type, target.of, `${at}.${name}`));
  }
  if (one.t === 'map' && target.t === 'object') {
    return firstOf(target.fields, ({ name, type }) => misfit(one.of, type, `${at}.${name}`));
  }
  if (one.t === 'object' && target.t === 'object') return misfitOfObjects(one, target, at);
  return mayBeOne(one, target) ? null : { at, wanted: target, got: one, maybeNull: false };
}

function misfitOfObjects(given: ObjectType, wanted: ObjectType, at: string): Misfit | null {
  const fields = new Map(given.fields.map((field) => [field.name, field]));
  return firstOf(wanted.fields, ({ name, optional, type }) => {
    const field = fields.get(name);
    const place = `${at}.${name}`;
    if (field === undefined) return optional ? null : { at: place, wanted: type, got: null, maybeNull: false };
    const missing = field.optional && !optional;
    return (
      misfit(field.type, type, place) ?? (missing ? { at: place, wanted: type, got: null, maybeNull: true } : null)
    );
  });
}

function firstOf<Item>(items: readonly Item[], reasonOf: (item: Item) => Misfit | null): Misfit | null {
  for (const item of items) {
    const reason = reasonOf(item);
    if (reason !== null) return reason;
  }
  return null;
}

const textual: ReadonlySet<LoopType['t']> = new Set(['text', 'literal', 'user', 'room', 'time']);
const numeric: ReadonlySet<LoopType['t']> = new Set(['number', 'duration', 'time']);

/** Whether a value of one plain type may be one of another. */
function mayBeOne(one: Alternative, other: Alternative): boolean {
  if (one.t === 'any' || other.t === 'any') return true;
  if (one.t === 'literal') return conformance(one.value, other) === null;
  if (other.t === 'literal') return conformance(other.value, one) === null;
  return one.t === other.t || bothIn(textual, one, other) || bothIn(numeric, one, other);
}

const bothIn = (kinds: ReadonlySet<LoopType['t']>, one: LoopType, other: LoopType): boolean =>
  kinds.has(one.t) && kinds.has(other.t);

/** Whether a value of one type may be equal to one of another; false only where that is certain. */
export function mayBeEqual(one: LoopType, other: LoopType): boolean {
  if (one === other || one.t === 'any' || other.t === 'any' || isNever(one) || isNever(other)) return true;
  if (mayBeNull(one) && mayBeNull(other)) return true;
  return alternativesOf(one).some((left) => alternativesOf(other).some((right) => alike(left, right)));
}

function alike(one: Alternative, other: Alternative): boolean {
  if (one.t === 'object' && other.t === 'object') return alikeObjects(one, other) && alikeObjects(other, one);
  if ((one.t === 'object' && other.t === 'map') || (one.t === 'map' && other.t === 'object')) return true;
  if ((one.t === 'list' && other.t === 'list') || (one.t === 'map' && other.t === 'map')) return true;
  return mayBeOne(one, other);
}

/** Whether an object may have all the fields that another is sure to have. */
function alikeObjects(one: ObjectType, other: ObjectType): boolean {
  const fields = new Map(one.fields.map((field) => [field.name, field]));
  return other.fields.every(({ name, optional, type }) => {
    const field = fields.get(name);
    if (field === undefined) return optional || one.exact !== true;
    return optional || field.optional || mayBeEqual(field.type, type);
  });
}
