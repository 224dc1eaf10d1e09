import type { LoopFunction } from './function.ts';
import { listFunctions } from './list-functions.ts';
import { objectFunctions } from './object-functions.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';

/** Every function of the language, by its name. */
export const functions: ReadonlyMap<string, LoopFunction> = new Map(
  Object.entries<LoopFunction>({ ...listFunctions, ...textFunctions, ...objectFunctions, ...timeFunctions }),
);

/** Functions that need to know the dice of a run; no version runs them yet. */
export const functionsToCome: ReadonlySet<string> = new Set(['uuid']);
