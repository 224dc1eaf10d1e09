import type { Json } from '../../domain/json.ts';
import { isJsonObject } from '../../domain/json.ts';
import { fail } from './failure.ts';
import { type Call, countIn, type LoopFunction, listIn, numberIn, unfit } from './function.ts';
import { isList } from './kinds.ts';
import { compared, equal, finite, truth } from './operators.ts';

const rangeMax = 10_000;

/** Equal ones keep their order; the price of comparing is part of the budget. */
function sorted(list: readonly Json[], keyOf: (item: Json) => Json, call: Call): Json[] {
  const keyed = list.map((item) => ({ item, key: keyOf(item) }));
  call.budget.spend(list.length * Math.ceil(Math.log2(list.length + 1)));
  return keyed.sort((one, other) => compared(one.key, other.key, call.name, call.budget)).map(({ item }) => item);
}

/** The smallest or largest of a list, or of several values. */
function extreme(given: readonly Json[], call: Call, sign: 1 | -1): Json {
  const values = given.length === 1 && isList(given[0] ?? null) ? listIn(given, 0, call) : given;
  const [first, ...others] = values;
  if (first === undefined) return null;
  return others.reduce(
    (best, value) => (sign * compared(value, best, call.name, call.budget) < 0 ? value : best),
    first,
  );
}

const holds = (item: Json, call: Call): boolean => truth(call.each(item), `The function of ${call.name}()`);

export const listFunctions = {
  size: {
    takes: [1, 1],
    gives: 'how many items, letters or fields',
    apply: ([value = null], call) => {
      if (isList(value)) return value.length;
      if (isJsonObject(value)) return call.budget.names(value).length;
      if (typeof value !== 'string') return unfit('a list, a text or an object', value, call);
      call.budget.spendOnText(value.length);
      return [...value].length;
    },
  },
  take: {
    takes: [2, 2],
    gives: 'the first so many items',
    apply: (given, call) => listIn(given, 0, call).slice(0, countIn(given, 1, call)),
  },
  drop: {
    takes: [2, 2],
    gives: 'all but the first so many items',
    apply: (given, call) => listIn(given, 0, call).slice(countIn(given, 1, call)),
  },
  first: { takes: [1, 1], gives: 'the first item, or null', apply: (given, call) => listIn(given, 0, call)[0] ?? null },
  last: {
    takes: [1, 1],
    gives: 'the last item, or null',
    apply: (given, call) => listIn(given, 0, call).at(-1) ?? null,
  },
  reverse: {
    takes: [1, 1],
    gives: 'the items from the last to the first',
    apply: (given, call) => listIn(given, 0, call).toReversed(),
  },
  flat: {
    takes: [1, 1],
    gives: 'the items of the lists in a list, as one list',
    apply: (given, call) =>
      listIn(given, 0, call).flatMap((item) => {
        if (!isList(item)) return [item];
        call.budget.spend(item.length);
        return item;
      }),
  },
  unique: {
    takes: [1, 1],
    gives: 'each different item once',
    apply: (given, call) => {
      const found: Json[] = [];
      for (const item of listIn(given, 0, call))
        if (!found.some((each) => equal(each, item, call.budget))) found.push(item);
      return found;
    },
  },
  range: {
    takes: [1, 2],
    gives: 'the whole numbers from 0, or from the first, up to the last without it',
    apply: (given, call) => {
      const from = given.length === 2 ? numberIn(given, 0, call) : 0;
      const to = numberIn(given, given.length - 1, call);
      if (!Number.isInteger(from) || !Number.isInteger(to) || to - from > rangeMax) {
        return fail(`range() wants whole numbers at most ${rangeMax} apart.`, 'Look at what range() is given.');
      }
      call.budget.spend(Math.max(0, to - from));
      return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
    },
  },
  sort: {
    takes: [1, 1],
    gives: 'the items in order',
    apply: (given, call) => sorted(listIn(given, 0, call), (item) => item, call),
  },
  sum: {
    takes: [1, 1],
    gives: 'the numbers added up',
    apply: (given, call) =>
      listIn(given, 0, call).reduce<number>((total, item) => finite(total + numberIn([item], 0, call), 'sum()'), 0),
  },
  min: {
    takes: [1, 64],
    gives: 'the smallest of a list or of several values',
    apply: (given, call) => extreme(given, call, 1),
  },
  max: {
    takes: [1, 64],
    gives: 'the largest of a list or of several values',
    apply: (given, call) => extreme(given, call, -1),
  },
  map: {
    takes: [1, 1],
    withEach: true,
    gives: 'what the function makes of each item',
    apply: (given, call) => listIn(given, 0, call).map(call.each),
  },
  filter: {
    takes: [1, 1],
    withEach: true,
    gives: 'the items for which it is true',
    apply: (given, call) => listIn(given, 0, call).filter((item) => holds(item, call)),
  },
  any: {
    takes: [1, 1],
    withEach: true,
    gives: 'whether it is true for at least one',
    apply: (given, call) => listIn(given, 0, call).some((item) => holds(item, call)),
  },
  all: {
    takes: [1, 1],
    withEach: true,
    gives: 'whether it is true for every one',
    apply: (given, call) => listIn(given, 0, call).every((item) => holds(item, call)),
  },
  find: {
    takes: [1, 1],
    withEach: true,
    gives: 'the first for which it is true, or null',
    apply: (given, call) => listIn(given, 0, call).find((item) => holds(item, call)) ?? null,
  },
  sort_by: {
    takes: [1, 1],
    withEach: true,
    gives: 'the items in the order of what it gives',
    apply: (given, call) => sorted(listIn(given, 0, call), call.each, call),
  },
  group_by: {
    takes: [1, 1],
    withEach: true,
    gives: 'an object of lists: the items by the text it gives',
    apply: (given, call) => {
      const groups = new Map<string, Json[]>();
      for (const item of listIn(given, 0, call)) {
        const key = call.each(item);
        const name =
          typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean'
            ? String(key)
            : unfit('a text for each item', key, call);
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [item]);
        else group.push(item);
      }
      return Object.fromEntries(groups);
    },
  },
} as const satisfies Record<string, LoopFunction>;
