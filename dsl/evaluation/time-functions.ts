import { fail } from './failure.ts';
import type { LoopFunction } from './function.ts';

export const timeFunctions: Readonly<Record<string, LoopFunction>> = {
  now: {
    takes: [0, 0],
    gives: 'the time of the run',
    apply: (_given, { now }) => {
      if (now !== null) return new Date(now).toISOString();
      return fail('now() has no value here.', 'Use it in a line of a loop.');
    },
  },
};
