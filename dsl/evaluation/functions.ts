import type { LoopFunction } from './function.ts';
import { listFunctions } from './list-functions.ts';
import { objectFunctions } from './object-functions.ts';
import { runFunctions } from './run-functions.ts';
import { textFunctions } from './text-functions.ts';

/** Every function of the language, by its name. */
export const functions: ReadonlyMap<string, LoopFunction> = new Map(
  Object.entries<LoopFunction>({ ...listFunctions, ...textFunctions, ...objectFunctions, ...runFunctions }),
);
