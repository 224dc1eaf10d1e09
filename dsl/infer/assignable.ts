import type { LoopType } from '../plan.ts';
import { type Alternative, alternativesOf, mayBeNull, type ObjectType } from './normal-form.ts';

/**
 * Whether every value of one type is a value of another (dsl/conform.ts). `any` goes both ways: of it nothing is known,
 * and nothing is said.
 */
export function isAssignable(from: LoopType, to: LoopType): boolean {
  return isOneOf(from, to, false);
}

/** Whether the second type, which is assignable from the first, also tells of every field that the first tells of. */
export function isToldBy(from: LoopType, to: LoopType): boolean {
  return isOneOf(from, to, true);
}

function isOneOf(from: LoopType, to: LoopType, everyField: boolean): boolean {
  if (from === to || from.t === 'any' || to.t === 'any') return true;
  if (mayBeNull(from) && !mayBeNull(to)) return false;
  const targets = alternativesOf(to);
  return alternativesOf(from).every((one) => targets.some((other) => fits(one, other, everyField)));
}

function fits(from: Alternative, to: Alternative, everyField: boolean): boolean {
  if (from === to || from.t === 'any' || to.t === 'any') return true;
  switch (to.t) {
    case 'text':
      return from.t === 'text' || from.t === 'literal' || from.t === 'user' || from.t === 'room';
    case 'number':
      return from.t === 'number' || from.t === 'duration';
    case 'literal':
      return from.t === 'literal' && from.value === to.value;
    case 'list':
      return from.t === 'list' && isOneOf(from.of, to.of, everyField);
    case 'map':
      return from.t === 'map'
        ? isOneOf(from.of, to.of, everyField)
        : from.t === 'object' && objectIsMap(from, to.of, everyField);
    case 'object':
      return from.t === 'object' ? objectIsObject(from, to, everyField) : from.t === 'map' && mapIsObject(from.of, to);
    default:
      return from.t === to.t;
  }
}

function objectIsObject(from: ObjectType, to: ObjectType, everyField: boolean): boolean {
  const given = new Map(from.fields.map((field) => [field.name, field]));
  const wanted = to.fields.every(({ name, optional, type }) => {
    const field = given.get(name);
    // An object from outside may have a field of that name that nobody told of, of whatever type.
    if (field === undefined) return optional && (from.exact === true || type.t === 'any');
    return (optional || !field.optional) && isOneOf(field.type, type, everyField);
  });
  if (!wanted || (to.exact !== true && !everyField)) return wanted;
  const named = from.fields.every(({ name }) => to.fields.some((field) => field.name === name));
  return named && (to.exact !== true || from.exact === true);
}

function objectIsMap({ fields, exact }: ObjectType, of: LoopType, everyField: boolean): boolean {
  return of.t === 'any' || (exact === true && fields.every(({ type }) => isOneOf(type, of, everyField)));
}

function mapIsObject(of: LoopType, { fields, exact }: ObjectType): boolean {
  return exact !== true && fields.every(({ optional, type }) => optional && isAssignable(of, type));
}
