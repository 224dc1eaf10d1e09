import { sleep } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { mayUndo } from '../../dsl/plan-order.ts';
import { millisecondsTo } from './deadline.ts';
import { type Frame, frameInside, frameWith, pathIn } from './frame.ts';
import { holds, millisecondsOf, type RunSteps, workOut } from './run.ts';

export type RepeatStep = PlannedStep & { readonly kind: 'repeat' };

/** Runs the body until the test holds. @returns what the last round gave */
export async function runRepeat(frame: Frame, step: RepeatStep, runSteps: RunSteps): Promise<Json> {
  const { notebook } = frame.run;
  const path = pathIn(frame, step);
  const { rounds, nextAt } = notebook.memoryOf(path);
  const begun = Number(rounds ?? 0);
  let waitUntil = typeof nextAt === 'number' ? nextAt : null;
  for (let round = begun; round < step.roundsMax; round += 1) {
    if (waitUntil !== null) {
      await sleep(millisecondsTo(waitUntil), { summary: step.source });
      notebook.remember(path, { nextAt: null });
    }
    const inner = frameInside(frame, round);
    await runSteps(inner, step.body.steps);
    const it = workOut(inner, step.body.yields);
    const reached = holds(frameWith(inner, 'it', it), step.until);
    const everyMs = reached || step.everyMs === null ? null : millisecondsOf(frame, step.everyMs);
    waitUntil = everyMs === null || round + 1 === step.roundsMax ? null : Date.now() + everyMs;
    notebook.remember(path, { rounds: round + 1, nextAt: waitUntil });
    if (!mayUndo(step)) notebook.forgetInside(`${path}[${round}]`);
    if (reached) return it;
  }
  throw new LoomError(
    'loop.not_reached',
    `What REPEAT waits for did not come about in ${step.roundsMax} rounds.`,
    'Raise its MAX, or give it an ELSE.',
  );
}
