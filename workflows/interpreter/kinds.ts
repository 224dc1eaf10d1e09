import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { PlannedStep } from '../../dsl/plan.ts';
import { ask } from './ask.ts';
import { say } from './chat.ts';
import { collaborate, runLoop } from './child-runs.ts';
import { runFor } from './for.ts';
import { type Frame, pathIn } from './frame.ts';
import { runIf } from './if.ts';
import { runRace } from './race.ts';
import { runRepeat } from './repeat.ts';
import { millisecondsOf, Returned, type RunSteps, textOf, workOut } from './run.ts';
import { callTool, triesDefault } from './tool-call.ts';
import { wait, waitFor, waitUntil } from './wait.ts';

/** How blocks inside a step are run; handed in, as they hold steps of every kind again. */
export interface Inside {
  readonly runSteps: RunSteps;
  readonly perform: (frame: Frame, step: PlannedStep) => Promise<void>;
  readonly skipInside: (frame: Frame, step: PlannedStep) => void;
}

/** What a step of this kind starts that a run sees to its end before it continues as new; null for nothing, or parts. */
export function workOf({ kind }: PlannedStep): 'activity' | 'child' | null {
  if (kind === 'call' || kind === 'say') return 'activity';
  return kind === 'loop' || kind === 'collaborate' ? 'child' : null;
}

/** Does what the step is for. @returns its result */
export async function performKind(frame: Frame, step: PlannedStep, inside: Inside): Promise<Json> {
  switch (step.kind) {
    case 'value':
      return workOut(frame, step.value);
    case 'call':
      return callTool(frame, {
        step: pathIn(frame, step),
        path: pathIn(frame, step),
        summary: step.source,
        tool: step.tool,
        arguments: step.arguments,
        tries: step.retry ?? triesDefault,
        ...(step.timeoutMs === undefined ? {} : { timeoutMs: millisecondsOf(frame, step.timeoutMs) }),
      });
    case 'loop':
      return runLoop(frame, step);
    case 'collaborate':
      return collaborate(frame, step);
    case 'if':
      return runIf(frame, step, inside);
    case 'for':
      return runFor(frame, step, inside.runSteps);
    case 'repeat':
      return runRepeat(frame, step, inside.runSteps);
    case 'race':
      return runRace(frame, step, inside.perform);
    case 'ask':
      return ask(frame, step);
    case 'say':
      return say(frame, step);
    case 'wait':
      return wait(frame, step);
    case 'wait_until':
      return waitUntil(frame, step);
    case 'wait_for':
      return waitFor(frame, step);
    case 'fail':
      throw new LoomError(
        'loop.failed',
        textOf(workOut(frame, step.message)),
        'Look at what led to this line of the loop.',
      );
    case 'return':
      throw new Returned(workOut(frame, step.value), pathIn(frame, step));
    default:
      return unknownKind(step);
  }
}

/** A plan may be newer than this worker, whatever its type says. */
function unknownKind(step: never): never {
  const { kind } = step as { readonly kind?: unknown };
  throw new LoomError('loop.unknown_format', `This worker cannot run a step of kind "${String(kind)}".`, 'Upgrade it.');
}
