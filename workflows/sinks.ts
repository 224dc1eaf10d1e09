import type { Sinks } from '@temporalio/workflow';
import type { RunNews } from '../domain/run.ts';

/** Ways out of the workflow that leave no event in its history; the worker adds which run speaks. */
export interface RunSinks extends Sinks {
  run: { [Word in keyof RunNews]: RunNews[Word] };
}
