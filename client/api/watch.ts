import { listenToRuns } from '../../db/read/listen.ts';
import type { RunView } from '../../domain/run.ts';
import { type Doors, isUnreachable } from './connection.ts';
import { sameView } from './run-view.ts';
import { viewRun } from './runs.ts';

/** A change is announced; should an announcement be lost, this is how late the view can be. */
const lookAgainMs = 1_000;
/** Services that restart are waited for this long. */
const patienceMs = 60_000;

/**
 * Follows a run to its end: shows it now and after each change.
 * @returns the finished run, or how it stood when `signal` was aborted
 */
export async function watchRun(
  doors: Doors,
  workflowId: string,
  show: (run: RunView) => void,
  signal: AbortSignal,
): Promise<RunView> {
  const bell = doorbell();
  signal.addEventListener('abort', bell.ring);
  const stopListening = await listenToRuns(
    doors.addresses.databaseUrl,
    (changed) => changed === workflowId && bell.ring(),
    bell.ring,
  );
  // The end is Temporal's to tell; an interrupted wait is made up for by looking again.
  doors.waiting.workflow.getHandle(workflowId).result().then(bell.ring, bell.ring);
  try {
    let shown: RunView | null = null;
    let answeredAt = Date.now();
    for (;;) {
      try {
        const view = await viewRun(doors, workflowId);
        answeredAt = Date.now();
        if (shown === null || !sameView(shown, view)) show(view);
        shown = view;
      } catch (error) {
        if (!isUnreachable(error) || Date.now() - answeredAt > patienceMs) throw error;
      }
      if (shown !== null && (shown.status !== 'running' || signal.aborted)) return shown;
      await bell.rung(lookAgainMs);
    }
  } finally {
    signal.removeEventListener('abort', bell.ring);
    await stopListening();
  }
}

/** Rings that arrive while nobody waits are kept, as one. */
function doorbell() {
  let wake: (() => void) | null = null;
  let pending = false;
  const ring = (): void => {
    pending = true;
    wake?.();
  };
  return {
    ring,
    async rung(timeoutMs: number): Promise<void> {
      if (!pending) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      pending = false;
    },
  };
}
