import type { LoopType } from '../plan.ts';

/** A type that is one of its kind: no union, not optional. */
export type Alternative = Exclude<LoopType, { t: 'union' } | { t: 'optional' }>;
export type ObjectType = Extract<LoopType, { t: 'object' }>;

export const anything: LoopType = { t: 'any' };
/** The type no value has. */
export const never: LoopType = { t: 'union', of: [] };
/** The type of `null` alone. */
export const nullOnly: LoopType = { t: 'optional', of: never };
export const text: LoopType = { t: 'text' };
export const number: LoopType = { t: 'number' };
export const bool: LoopType = { t: 'bool' };
export const time: LoopType = { t: 'time' };
export const duration: LoopType = { t: 'duration' };

/** What a type may be besides null, one kind each. */
export function alternativesOf(type: LoopType): readonly Alternative[] {
  if (type.t === 'optional') return alternativesOf(type.of);
  return type.t === 'union' ? type.of.flatMap(alternativesOf) : [type];
}

/** Whether `null` is a value of it; of `any` nothing is known, so the answer is no. */
export function mayBeNull(type: LoopType): boolean {
  return type.t === 'optional' || (type.t === 'union' && type.of.some(mayBeNull));
}

/** Whether nothing is known of it, or nothing can be: then nothing is said about it. */
export function isOpen(type: LoopType): boolean {
  return type.t === 'any' || isNever(type);
}

export function isNever(type: LoopType): boolean {
  return type.t === 'union' && type.of.every(isNever);
}

export function optional(type: LoopType): LoopType {
  if (type.t === 'any' || type.t === 'optional') return type;
  return mayBeNull(type) ? optional(withoutNull(type)) : bounded({ t: 'optional', of: type });
}

export function withoutNull(type: LoopType): LoopType {
  return mayBeNull(type) ? unionOf(alternativesOf(type)) : type;
}

export function listOf(of: LoopType): LoopType {
  return bounded({ t: 'list', of });
}

export function mapOf(of: LoopType): LoopType {
  return bounded({ t: 'map', of });
}

export function literal(value: string): LoopType {
  return { t: 'literal', value };
}

/** An object a program makes: these fields and no others. */
export function objectOf(fields: Iterable<readonly [name: string, type: LoopType]>): LoopType {
  // Of two fields of one name the last counts, as in the evaluator.
  const last = new Map(fields);
  return bounded({
    t: 'object',
    fields: [...last].map(([name, type]) => ({ name, optional: false, type })),
    exact: true,
  });
}

/** The union of some alternatives, as it is. */
export function unionOf(alternatives: readonly Alternative[]): LoopType {
  const [only] = alternatives;
  return only !== undefined && alternatives.length === 1 ? only : bounded({ t: 'union', of: alternatives });
}

/** Larger types say nothing a person could read, and comparing them takes long. */
const nodesMax = 1_000;
const sizes = new WeakMap<LoopType, number>();

/** A type of bounded size: `any` where it would grow beyond. */
export function bounded(type: LoopType): LoopType {
  return sizeOf(type) > nodesMax ? anything : type;
}

/** How many types stand in a type, itself included; parts that are shared count each time. */
function sizeOf(type: LoopType): number {
  const known = sizes.get(type);
  if (known !== undefined) return known;
  const size = 1 + partsOf(type).reduce((total, part) => total + sizeOf(part), 0);
  sizes.set(type, size);
  return size;
}

function partsOf(type: LoopType): readonly LoopType[] {
  switch (type.t) {
    case 'list':
    case 'map':
    case 'optional':
      return [type.of];
    case 'union':
      return type.of;
    case 'object':
      return type.fields.map((field) => field.type);
    default:
      return [];
  }
}
