import type { LoopType } from '../plan.ts';
import { type Alternative, alternativesOf, mayBeNull, type ObjectType } from './normal-form.ts';

/**
 * Whether every value of one type is a value of another (dsl/conform.ts). `any` goes both ways: of it nothing is known,
 * and nothing is said.
 */
export function isAssignable(from: LoopType, to: LoopType): boolean {
  if (from === to || from.t === 'any' || to.t === 'any') return true;
  if (mayBeNull(from) && !mayBeNull(to)) return false;
  const targets = alternativesOf(to);
  return alternativesOf(from).every((one) => targets.some((other) => fits(one, other)));
}

function fits(from: Alternative, to: Alternative): boolean {
  if (from === to || from.t === 'any' || to.t === 'any') return true;
  switch (to.t) {
    case 'text':
      return from.t === 'text' || from.t === 'literal' || from.t === 'user' || from.t === 'room';
    case 'number':
      return from.t === 'number' || from.t === 'duration';
    case 'literal':
      return from.t === 'literal' && from.value === to.value;
    case 'list':
      return from.t === 'list' && isAssignable(from.of, to.of);
    case 'map':
      return from.t === 'map' ? isAssignable(from.of, to.of) : from.t === 'object' && objectIsMap(from, to.of);
    case 'object':
      return from.t === 'object' ? objectIsObject(from, to) : from.t === 'map' && mapIsObject(from.of, to);
    default:
      return from.t === to.t;
  }
}

function objectIsObject(from: ObjectType, to: ObjectType): boolean {
  const given = new Map(from.fields.map((field) => [field.name, field]));
  const wanted = to.fields.every(({ name, optional, type }) => {
    const field = given.get(name);
    // An object from outside may have a field of that name that nobody told of, of whatever type.
    if (field === undefined) return optional && (from.exact === true || type.t === 'any');
    return (optional || !field.optional) && isAssignable(field.type, type);
  });
  if (!wanted || to.exact !== true) return wanted;
  return from.exact === true && from.fields.every(({ name }) => to.fields.some((field) => field.name === name));
}

function objectIsMap({ fields, exact }: ObjectType, of: LoopType): boolean {
  return of.t === 'any' || (exact === true && fields.every(({ type }) => isAssignable(type, of)));
}

function mapIsObject(of: LoopType, { fields, exact }: ObjectType): boolean {
  return exact !== true && fields.every(({ optional, type }) => optional && isAssignable(of, type));
}
