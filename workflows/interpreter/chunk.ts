import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { LoomError } from '../../domain/errors.ts';
import type { Chunk, ChunkReport, ItemOutcome } from '../../domain/journal.ts';
import type { Json } from '../../domain/json.ts';
import { everyStep, type Plan } from '../../dsl/plan.ts';
import { mayUndo } from '../../dsl/plan-order.ts';
import { failureOf } from '../failures.ts';
import { undoOne } from './clean-up.ts';
import { eachItem, type ForStep } from './for.ts';
import type { Frame } from './frame.ts';
import { HandOver } from './handover.ts';
import { projection } from './run.ts';
import { runSteps } from './steps.ts';

/**
 * The part of a run that is a chunk of a FOR. It never fails by what its items do, and undoes nothing by itself: it
 * reports to the run it belongs to, which decides, and tells it later what to undo.
 * @throws HandOver when it is to continue as new
 */
export async function runAsChunk(frame: Frame, chunk: Chunk): Promise<Json> {
  const report = await (chunk.undo === true ? undoItems(frame, chunk) : runItems(frame, chunk));
  projection.ended(report.failure === null ? 'completed' : report.failure.cancelled ? 'cancelled' : 'failed');
  return report as unknown as Json;
}

async function undoItems(frame: Frame, chunk: Chunk): Promise<ChunkReport> {
  const { plan, undo, handover, notebook } = frame.run;
  const work = (): Promise<void> => undo.undoAll([forStepOf(plan, chunk)], chunk.positions.length, undoOne);
  await CancellationScope.nonCancellable(() => handover.unlessDue(work()));
  return { outcomes: [], failure: null, journal: notebook.journal(), notUndone: undo.notUndone };
}

async function runItems(frame: Frame, chunk: Chunk): Promise<ChunkReport> {
  const { run } = frame;
  const step = forStepOf(run.plan, chunk);
  let outcomes: readonly (ItemOutcome | null)[] = [];
  let failure: ChunkReport['failure'] = null;
  try {
    outcomes = await run.handover.unlessDue(frame.region.run(() => eachItem(frame, step, chunk, runSteps)));
  } catch (error) {
    if (error instanceof HandOver) throw error;
    failure = { ...failureOf(error), cancelled: isCancellation(error) };
  }
  const wanted = failure !== null || mayUndo(step);
  return { outcomes, failure, journal: wanted ? run.notebook.journal() : { entries: {} }, notUndone: [] };
}

/** The FOR a chunk belongs to. @throws LoomError when the plan has none there */
export function forStepOf({ steps, onError = [] }: Plan, { path }: Pick<Chunk, 'path'>): ForStep {
  const found = everyStep([...steps, ...onError]).find((step) => step.path === path && step.kind === 'for');
  if (found?.kind === 'for') return found;
  throw new LoomError('loop.unknown_format', `The plan has no FOR at "${path}".`, 'Run the loop again.');
}
