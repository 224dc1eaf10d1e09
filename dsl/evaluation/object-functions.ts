import { type LoopFunction, objectIn, textIn } from './function.ts';

export const objectFunctions = {
  keys: {
    takes: [1, 1],
    gives: 'the names of the fields',
    apply: (given, call) => Object.keys(objectIn(given, 0, call)),
  },
  values: {
    takes: [1, 1],
    gives: 'the values of the fields',
    apply: (given, call) => Object.values(objectIn(given, 0, call)),
  },
  entries: {
    takes: [1, 1],
    gives: 'a list of {key, value} for each field',
    apply: (given, call) => Object.entries(objectIn(given, 0, call)).map(([key, value]) => ({ key, value })),
  },
  has: {
    takes: [2, 2],
    gives: 'whether there is a field of this name',
    apply: (given, call) => Object.hasOwn(objectIn(given, 0, call), textIn(given, 1, call)),
  },
  get: {
    takes: [2, 3],
    gives: 'the field of this name, or the third value, or null',
    apply: (given, call) => {
      const [object, name] = [objectIn(given, 0, call), textIn(given, 1, call)];
      return (Object.hasOwn(object, name) ? object[name] : undefined) ?? given[2] ?? null;
    },
  },
  merge: {
    takes: [2, 2],
    gives: 'the fields of both; where both have one, that of the second',
    apply: (given, call) =>
      Object.fromEntries([...Object.entries(objectIn(given, 0, call)), ...Object.entries(objectIn(given, 1, call))]),
  },
} as const satisfies Record<string, LoopFunction>;
