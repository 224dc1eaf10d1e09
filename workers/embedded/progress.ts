import type { Progress } from '../../domain/services.ts';

/** Receives what is going on. */
export type Tell = (progress: Progress) => void;

/** Says what a step is at: "412 of 1540 packages compiled". */
export type Working = (detail: string) => void;

/**
 * Tells the start, the progress and the end of a step.
 * @param title what is done, as people say it: "Starting PostgreSQL"
 */
export async function tellStep<T>(tell: Tell, title: string, action: (working: Working) => Promise<T>): Promise<T> {
  const start = Date.now();
  const say = (state: Progress['state'], text: string) =>
    tell({ type: 'progress', step: title, state, text, elapsedMs: Date.now() - start });
  say('started', title);
  try {
    const result = await action((detail) => say('working', `${title}: ${detail}`));
    say('done', title);
    return result;
  } catch (error) {
    say('failed', title);
    throw error;
  }
}

/** Tells something people should know that is no step. */
export function tellNotice(tell: Tell, text: string): void {
  tell({ type: 'progress', step: text, state: 'notice', text, elapsedMs: 0 });
}
