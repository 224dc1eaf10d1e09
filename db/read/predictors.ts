import { Predictor } from '../../domain/prediction/predictor.ts';
import type { Database } from '../connection.ts';
import { readLog, readSnapshot } from './quality.ts';

/** Workspaces whose predictor is held in memory, some 3 MB each. */
const heldMax = 32;
const pageSize = 500;

/** A predictor with its place in the log of its workspace. */
export interface Held {
  readonly epoch: number;
  readonly sequence: number;
  readonly predictor: Predictor;
}

export interface Predictors {
  /**
   * Calls `work` with the predictor of a workspace as the log has it now. `work` must be done with it when it returns, and
   * must not teach it: what is to be learned goes into the log.
   */
  use<T>(workspace: string, work: (held: Held) => T): Promise<T>;
}

/**
 * Predictors of workspaces, each brought up to date from the log whenever it is used. Any number of processes may hold the
 * same one: the log alone says what was learned, and in which order, so all come to the same numbers.
 */
export function openPredictors(db: Database): Predictors {
  const held = new Map<string, Promise<Held | null>>();

  /** One at a time for each workspace, or two would teach the same outcome twice. */
  async function use<T>(workspace: string, work: (held: Held) => T): Promise<T> {
    const before = held.get(workspace) ?? Promise.resolve(null);
    const mine = before.then(async (state) => {
      const now = await caughtUp(db, workspace, state);
      return { now, result: work(now) };
    });
    held.delete(workspace);
    // Whatever went wrong, the next begins from what is stored.
    held.set(
      workspace,
      mine.then(
        ({ now }) => now,
        () => null,
      ),
    );
    for (const [oldest] of held) {
      if (held.size <= heldMax) break;
      held.delete(oldest);
    }
    return (await mine).result;
  }
  return { use };
}

async function caughtUp(db: Database, workspace: string, before: Held | null): Promise<Held> {
  let state = before;
  for (;;) {
    const page = await readLog(db, workspace, { after: state?.sequence ?? 0, limit: pageSize });
    if (state === null || state.epoch !== page.epoch) {
      const kept = await restored(db, workspace, page.epoch);
      if (kept !== null || state !== null) {
        state = kept ?? { epoch: page.epoch, sequence: 0, predictor: new Predictor() };
        continue;
      }
      state = { epoch: page.epoch, sequence: 0, predictor: new Predictor() };
    }
    for (const { outcome } of page.outcomes) state.predictor.learn(outcome);
    state = { ...state, sequence: page.outcomes.at(-1)?.sequence ?? state.sequence };
    if (page.outcomes.length < pageSize) return state;
  }
}

async function restored(db: Database, workspace: string, epoch: number): Promise<Held | null> {
  const snapshot = await readSnapshot(db, workspace, epoch);
  const predictor = snapshot === null ? null : Predictor.restore(snapshot.bytes);
  return snapshot === null || predictor === null ? null : { epoch, sequence: snapshot.sequence, predictor };
}
