import { fail } from './failure.ts';
import type { Call, LoopFunction, Surroundings } from './function.ts';

/** Functions that ask the run they stand in. */
export const runFunctions: Readonly<Record<string, LoopFunction>> = {
  now: {
    takes: [0, 0],
    gives: 'the time of the run',
    apply: (_given, call) => new Date(surroundingsOf(call).now).toISOString(),
  },
  uuid: {
    takes: [0, 0],
    gives: 'a UUID that nobody had before',
    apply: (_given, call) => surroundingsOf(call).uuid(),
  },
};

function surroundingsOf({ name, surroundings }: Call): Surroundings {
  return surroundings ?? fail(`${name}() has no value here.`, 'Use it in a line of a loop.');
}
