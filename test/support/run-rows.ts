import type { RunProjection } from '../../db/runs.ts';

export const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

/** A run as it is projected when it begins: of no package, unless told otherwise. */
export const begun = (workflowId: string, change: Partial<RunProjection> = {}): RunProjection => ({
  workflowId,
  status: 'running',
  startedAt: at(0),
  endedAt: null,
  package: null,
  version: null,
  room: 'terminal',
  requester: '@ann',
  parent: null,
  uses: [],
  failure: null,
  ...change,
});

/** The same run when it has ended, well unless told otherwise. @param took seconds */
export const ended = (run: RunProjection, took: number, change: Partial<RunProjection> = {}): RunProjection => ({
  ...run,
  status: 'completed',
  endedAt: new Date(run.startedAt.getTime() + took * 1_000),
  ...change,
});
