import type { LoopType } from '../plan.ts';
import { type Alternative, alternativesOf, mayBeNull, type ObjectType } from './normal-form.ts';

/**
 * Whether every value of one type is a value of another (dsl/conform.ts). `any` goes both ways: of it nothing is known,
 * and nothing is said.
 */
export function isAssignable(from: LoopType, to: LoopType): boolean {
  return isOneOf(from, to, { everyField: false, trusting: true });
}

/** Whether the second type, which is assignable from the first, also tells of every field that the first tells of. */
export function isToldBy(from: LoopType, to: LoopType): boolean {
  return isOneOf(from, to, { everyField: true, trusting: true });
}

/** The same as `isAssignable`, but `any` may be whatever there is: it takes everything, and fits nothing else. */
export function isPartOf(from: LoopType, to: LoopType): boolean {
  return isOneOf(from, to, { everyField: false, trusting: false });
}

interface How {
  /** Whether the second type has to tell of all fields of the first. */
  readonly everyField: boolean;
  /** Whether what nothing is known of fits. */
  readonly trusting: boolean;
}

function isOneOf(from: LoopType, to: LoopType, how: How): boolean {
  if (from === to || to.t === 'any') return true;
  if (from.t === 'any') return how.trusting;
  if (mayBeNull(from) && !mayBeNull(to)) return false;
  const targets = alternativesOf(to);
  return alternativesOf(from).every((one) => targets.some((other) => fits(one, other, how)));
}

function fits(from: Alternative, to: Alternative, how: How): boolean {
  if (from === to || to.t === 'any') return true;
  if (from.t === 'any') return how.trusting;
  switch (to.t) {
    case 'text':
      return from.t === 'text' || from.t === 'literal' || from.t === 'user' || from.t === 'room';
    case 'number':
      return from.t === 'number' || from.t === 'duration';
    case 'literal':
      return from.t === 'literal' && from.value === to.value;
    case 'list':
      return from.t === 'list' && isOneOf(from.of, to.of, how);
    case 'map':
      return from.t === 'map' ? isOneOf(from.of, to.of, how) : from.t === 'object' && objectIsMap(from, to.of, how);
    case 'object':
      return from.t === 'object' ? objectIsObject(from, to, how) : from.t === 'map' && mapIsObject(from.of, to, how);
    default:
      return from.t === to.t;
  }
}

function objectIsObject(from: ObjectType, to: ObjectType, how: How): boolean {
  const given = new Map(from.fields.map((field) => [field.name, field]));
  const wanted = to.fields.every(({ name, optional, type }) => {
    const field = given.get(name);
    // An object from outside may have a field of that name that nobody told of, of whatever type.
    if (field === undefined) return optional && (from.exact === true || type.t === 'any');
    return (optional || !field.optional) && isOneOf(field.type, type, how);
  });
  if (!wanted || (to.exact !== true && !how.everyField)) return wanted;
  const named = from.fields.every(({ name }) => to.fields.some((field) => field.name === name));
  return named && (to.exact !== true || from.exact === true);
}

function objectIsMap({ fields, exact }: ObjectType, of: LoopType, how: How): boolean {
  return of.t === 'any' || (exact === true && fields.every(({ type }) => isOneOf(type, of, how)));
}

function mapIsObject(of: LoopType, { fields, exact }: ObjectType, { trusting }: How): boolean {
  const how = { everyField: false, trusting };
  return exact !== true && fields.every(({ optional, type }) => optional && isOneOf(of, type, how));
}
