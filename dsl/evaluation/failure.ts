import { LoomError } from '../../domain/errors.ts';

/** Ends working out an expression: always for the same reason with the same values, so no retry helps. */
export function fail(message: string, hint: string): never {
  throw new LoomError('loop.expression_failed', message, hint);
}
