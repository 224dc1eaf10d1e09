import type { JournalEntry } from '../../domain/journal.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { type PlannedStep, stepsInside } from '../../dsl/plan.ts';
import { mayUndo } from '../../dsl/plan-order.ts';
import { chunkPath } from './chunks.ts';
import { type Frame, frameInside, pathIn } from './frame.ts';

export type SettledEntry = JournalEntry & { readonly status: Exclude<JournalEntry['status'], 'begun'> };

/** Whether an entry says how a step ended. */
export function isSettled(entry: JournalEntry | undefined): entry is SettledEntry {
  return entry !== undefined && entry.status !== 'begun';
}

/** What a step gave; null where it came to no end. */
export function resultIn(entry: JournalEntry | undefined): Json {
  return isSettled(entry) && entry.status !== 'failed' ? entry.value : null;
}

/** What a step that is done keeps in its memory: what it takes to find again what was done inside it. */
export function lastingMemory(step: PlannedStep, memory: JsonObject): JsonObject | undefined {
  if (step.kind === 'if') return { branch: memory.branch ?? null };
  if (step.kind === 'for' && mayUndo(step)) return { items: memory.items ?? [] };
  if (step.kind === 'repeat' && mayUndo(step)) return { rounds: memory.rounds ?? 0 };
  return undefined;
}

/** Takes from the journal what a step gave, where it stands, and what of it can be undone. Starts nothing. */
export function recall(frame: Frame, step: PlannedStep): void {
  const { notebook, statuses, undo } = frame.run;
  const path = pathIn(frame, step);
  const entry = notebook.get(path);
  if (isSettled(entry)) {
    statuses.set(path, entry.status === 'undone' ? 'completed' : entry.status);
    if (entry.status === 'completed' && step.undo !== undefined) undo.add({ step, path, frame });
  }
  frame.scope.set(step.path, resultIn(entry));
  recallInside(frame, step, entry);
}

/** The same for what is inside a step. */
function recallInside(frame: Frame, step: PlannedStep, entry: JournalEntry | undefined): void {
  const memory = entry?.memory ?? {};
  switch (step.kind) {
    case 'if': {
      const taken = typeof memory.branch === 'number' ? step.branches[memory.branch] : undefined;
      for (const inner of taken?.steps ?? []) recall(frame, inner);
      // Branches may give the same name: the one that ran has set it.
      for (const inner of stepsInside(step)) if (!frame.scope.has(inner.path)) recall(frame, inner);
      return;
    }
    case 'race':
      for (const branch of step.steps) {
        const path = pathIn(frame, branch);
        if (isSettled(entry)) frame.run.statuses.set(path, 'cancelled');
        recall(frame, branch);
      }
      return;
    case 'for':
    case 'repeat':
      // What was done for items or in rounds can only be asked for by an UNDO.
      if (mayUndo(step)) recallBodies(frame, step, memory);
  }
}

function recallBodies(
  frame: Frame,
  step: PlannedStep & { readonly kind: 'for' | 'repeat' },
  { items, rounds }: JsonObject,
): void {
  const all = (Array.isArray(items) ? items : []) as readonly Json[];
  if (step.kind === 'repeat') {
    // The round after the last one that came to its end may have begun.
    recallBody(frame, step, Array(Number(rounds ?? 0) + 1).fill(null), 0);
  } else if (all.length <= limits.itemsPerRunMax) recallBody(frame, step, all, 0);
  else recallChunks(frame, step, Math.ceil(all.length / limits.itemsPerRunMax));
}

function recallChunks(frame: Frame, step: PlannedStep, count: number): void {
  const path = pathIn(frame, step);
  for (let chunk = 0; chunk < count; chunk += 1) {
    const status = frame.run.notebook.get(chunkPath(path, chunk))?.status;
    if (status !== undefined && status !== 'undone') frame.run.undo.add({ step, path, frame, chunk });
  }
}

/** Takes from the journal what was done for some items, or in some rounds. */
export function recallBody(
  frame: Frame,
  step: PlannedStep & { readonly kind: 'for' | 'repeat' },
  items: readonly Json[],
  from: number,
): void {
  for (const [at, item] of items.entries()) {
    const inner = frameInside(frame, from + at, step.kind === 'for' ? [[step.variable, item]] : []);
    for (const each of step.body.steps) recall(inner, each);
  }
}
