import { LoomError } from '../domain/errors.ts';
import type { Problem } from '../domain/problem.ts';
import { renderProblems } from './excerpt.ts';

/** Whether a program with these problems can run: warnings do not keep it from that. */
export function isSound(problems: readonly Problem[]): boolean {
  return problems.every((problem) => problem.severity !== 'error');
}

/** @throws LoomError `loop.has_problems` with every problem rendered, when one of them is an error */
export function assertSound(problems: readonly Problem[], file: string): void {
  if (isSound(problems)) return;
  throw new LoomError(
    'loop.has_problems',
    renderProblems(problems, file),
    'Correct the program where the carets point and try again.',
  );
}
