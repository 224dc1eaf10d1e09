import type { Json } from '../../domain/json.ts';
import type { LoopType } from '../plan.ts';
import { join } from './join.ts';
import { type Kind, kindOf } from './kinds.ts';
import {
  alternativesOf,
  anything,
  bool,
  bounded,
  duration,
  listOf,
  mapOf,
  number,
  type ObjectType,
  objectOf,
  optional,
  text,
  time,
  withoutNull,
} from './normal-form.ts';

/** The kinds of which a value must be one; null for any value, also null itself. */
type Wanted = readonly Kind[] | null;

/** What a function of the language takes and gives. Whether a list holds what it works with is part of it. */
export interface FunctionType {
  /** By position; the last counts for all that follow. */
  readonly takes: readonly Wanted[];
  /** Of what kinds the second must be, where that depends on the first. */
  readonly second?: (first: LoopType) => Wanted;
  /** Of what kinds the items of the first must be, all of one. */
  readonly items?: readonly Kind[];
  /** Of what kinds the values of `item => value` must be; those that are compared all of one. */
  readonly each?: { readonly kinds: readonly Kind[]; readonly alike?: true };
  readonly gives: (call: TypedCall) => LoopType;
}

export interface TypedCall {
  /** What the values are, without null where a value is wanted. */
  readonly given: readonly LoopType[];
  /** The values that are written as they are. */
  readonly constants: readonly (Json | undefined)[];
  /** What the function at the end gives for each item. */
  readonly each: LoopType;
  /** The items for which that is true. */
  readonly chosen: LoopType;
}

const list: Wanted = ['list'];
const textual: Wanted = ['text'];
const numeric: Wanted = ['number'];
const object: Wanted = ['object'];
const ordered: readonly Kind[] = ['number', 'text'];

const first = ({ given }: TypedCall): LoopType => given[0] ?? anything;
const firstItem = (call: TypedCall): LoopType => itemOf(first(call));
const always = (type: LoopType) => (): LoopType => type;
/** Numbers stay durations where they were. */
const sameNumber = (call: TypedCall): LoopType => (allDurations(first(call)) ? duration : number);
const sameList = (call: TypedCall): LoopType => listOf(firstItem(call));
const ofText = { takes: [textual], gives: always(text) } as const;
const askingText = { takes: [textual, textual], gives: always(bool) } as const;

const testing = { kinds: ['bool'] } as const;

/** Every function of dsl/evaluation/functions.ts. */
export const functionTypes: Readonly<Record<string, FunctionType>> = {
  size: { takes: [['list', 'text', 'object']], gives: always(number) },
  take: { takes: [list, numeric], gives: sameList },
  drop: { takes: [list, numeric], gives: sameList },
  first: { takes: [list], gives: (call) => optional(firstItem(call)) },
  last: { takes: [list], gives: (call) => optional(firstItem(call)) },
  reverse: { takes: [list], gives: sameList },
  flat: { takes: [list], gives: (call) => listOf(flattened(firstItem(call))) },
  unique: { takes: [list], gives: sameList },
  range: { takes: [numeric, numeric], gives: always(listOf(number)) },
  sort: { takes: [list], items: ordered, gives: sameList },
  sum: { takes: [list], items: ['number'], gives: (call) => (allDurations(firstItem(call)) ? duration : number) },
  min: { takes: [null], items: ordered, gives: extreme },
  max: { takes: [null], items: ordered, gives: extreme },
  map: { takes: [list], gives: ({ each }) => listOf(each) },
  filter: { takes: [list], each: testing, gives: ({ chosen }) => listOf(chosen) },
  any: { takes: [list], each: testing, gives: always(bool) },
  all: { takes: [list], each: testing, gives: always(bool) },
  find: { takes: [list], each: testing, gives: ({ chosen }) => optional(chosen) },
  sort_by: { takes: [list], each: { kinds: ordered, alike: true }, gives: sameList },
  group_by: { takes: [list], each: { kinds: ['text', 'number', 'bool'] }, gives: (call) => mapOf(sameList(call)) },

  join: { takes: [list, textual], gives: always(text) },
  split: { takes: [textual, textual], gives: always(listOf(text)) },
  lower: ofText,
  upper: ofText,
  trim: ofText,
  starts_with: askingText,
  ends_with: askingText,
  contains: {
    takes: [['list', 'text'], null],
    second: (whole) => (alternativesOf(whole).some((one) => kindOf(one) === 'text') ? textual : null),
    gives: always(bool),
  },
  replace: { takes: [textual, textual, textual], gives: always(text) },
  glob: askingText,
  text: { takes: [null], gives: always(text) },
  json: { takes: [null], gives: always(text) },
  parse_json: { takes: [textual], gives: always(anything) },
  number: { takes: [['text', 'number']], gives: always(number) },
  round: { takes: [numeric, numeric], gives: sameNumber },
  floor: { takes: [numeric], gives: sameNumber },
  ceil: { takes: [numeric], gives: sameNumber },
  abs: { takes: [numeric], gives: sameNumber },

  keys: { takes: [object], gives: always(listOf(text)) },
  values: { takes: [object], gives: (call) => listOf(fieldsOf(first(call))) },
  entries: {
    takes: [object],
    gives: (call) =>
      listOf(
        objectOf([
          ['key', text],
          ['value', fieldsOf(first(call))],
        ]),
      ),
  },
  has: { takes: [object, textual], gives: always(bool) },
  get: { takes: [object, textual, null], gives: got },
  merge: { takes: [object, object], gives: ({ given: [one = anything, other = anything] }) => merged(one, other) },

  now: { takes: [], gives: always(time) },
  uuid: { takes: [], gives: always(text) },
};

/** What the items of a list are; `any` where that is not known. */
export function itemOf(type: LoopType): LoopType {
  const alternatives = alternativesOf(type);
  return join(alternatives.map((one) => (one.t === 'list' ? one.of : anything)));
}

function flattened(item: LoopType): LoopType {
  const parts = alternativesOf(item).map((one) => (one.t === 'list' ? one.of : one));
  const all = join(parts);
  return item.t === 'optional' ? optional(all) : all;
}

function allDurations(type: LoopType): boolean {
  const all = alternativesOf(type);
  return all.length > 0 && all.every(({ t }) => t === 'duration');
}

/** Of one list the items are compared, of several values those themselves. */
function extreme({ given }: TypedCall): LoopType {
  const [only = anything] = given;
  if (given.length !== 1) return join(given);
  const lists = alternativesOf(only).filter(({ t }) => t === 'list' || t === 'any');
  return lists.length === 0 ? only : optional(join([only.t === 'any' ? anything : itemOf(join(lists)), others(only)]));
}

const others = (type: LoopType): LoopType => join(alternativesOf(type).filter(({ t }) => t !== 'list'));

/** What the fields of an object are. One from outside may have more than its type tells of. */
function fieldsOf(type: LoopType): LoopType {
  return join(
    alternativesOf(type).map((one) => {
      if (one.t === 'map') return one.of;
      return one.t === 'object' && one.exact === true ? join(one.fields.map((field) => field.type)) : anything;
    }),
  );
}

function got({ given: [object = anything, , fallback], constants: [, name] }: TypedCall): LoopType {
  const found = join(alternativesOf(object).map((one) => fieldOf(one, name)));
  return fallback === undefined ? optional(found) : join([withoutNull(found), fallback]);
}

function fieldOf(one: LoopType, name: Json | undefined): LoopType {
  if (one.t === 'map') return one.of;
  if (one.t !== 'object') return anything;
  if (typeof name !== 'string') return fieldsOf(one);
  return one.fields.find((field) => field.name === name)?.type ?? (one.exact === true ? nothing : anything);
}

const nothing: LoopType = optional(join([]));

function merged(one: LoopType, other: LoopType): LoopType {
  const pairs = alternativesOf(one).flatMap((left) => alternativesOf(other).map((right) => ({ left, right })));
  return join(
    pairs.map(({ left, right }) => {
      if (left.t === 'object' && right.t === 'object') return mergedObjects(left, right);
      const both = kindOf(left) === 'object' && kindOf(right) === 'object';
      return both ? mapOf(join([fieldsOf(left), fieldsOf(right)])) : anything;
    }),
  );
}

function mergedObjects(one: ObjectType, other: ObjectType): LoopType {
  const theirs = new Map(other.fields.map((field) => [field.name, field]));
  const own = one.fields.map((field) => {
    const over = theirs.get(field.name);
    if (over !== undefined) {
      if (!over.optional) return over;
      return { ...field, type: join([field.type, over.type]) };
    }
    // What comes from outside may have a field of that name as well.
    return other.exact === true ? field : { ...field, type: anything };
  });
  const mine = new Set(one.fields.map(({ name }) => name));
  const added = other.fields.filter(({ name }) => !mine.has(name));
  // A field that may be missing on one side may be there unsaid on the other.
  const fields = [...own, ...added.map((field) => fieldAdded(field, one))];
  const exact = one.exact === true && other.exact === true;
  return bounded(exact ? { t: 'object', fields, exact } : { t: 'object', fields });
}

function fieldAdded(field: ObjectType['fields'][number], one: ObjectType): ObjectType['fields'][number] {
  return field.optional && one.exact !== true ? { ...field, type: anything } : field;
}
