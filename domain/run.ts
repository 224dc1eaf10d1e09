import type { Json } from './json.ts';

/** States of a run, in Temporal's words but for case. */
export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed_out';

/**
 * States of a step. `waiting`: not all it needs is there; `retrying`: the last try failed, the next is scheduled;
 * `skipped`: its WHEN or its branch did not hold; `replaced`: it failed for good and its ELSE stands for it.
 */
export type StepStatus =
  | 'waiting'
  | 'running'
  | 'retrying'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'skipped'
  | 'replaced';

export interface StepView {
  /** Path in the plan: unique in the run. */
  readonly path: string;
  readonly name: string;
  /** Tool or loop called; null when the step only computes a value. */
  readonly tool: string | null;
  readonly line: number;
  readonly source: string;
  readonly wave: number;
  readonly status: StepStatus;
  /** Tries so far, 0 before the first. */
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Message of the last failed try, for people. */
  readonly error: string | null;
}

export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Path of the step that failed, when one did. */
  readonly step: string | null;
}

/** A run as every mouth shows it. Times are ISO 8601 in UTC. */
export interface RunView {
  readonly runId: string;
  readonly workflowId: string;
  readonly loop: string;
  /** Package it was published in, and version; null for a file that was run unpublished. */
  readonly package: string | null;
  readonly version: string | null;
  readonly status: RunStatus;
  readonly room: string;
  readonly requester: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly steps: readonly StepView[];
  readonly output: Json;
  readonly failure: RunFailure | null;
  /** The run's page in Temporal's web UI, or null where none is known. */
  readonly temporalUrl: string | null;
}

/** A line of the list of runs. */
export type RunSummary = Pick<
  RunView,
  'runId' | 'workflowId' | 'loop' | 'version' | 'status' | 'room' | 'requester' | 'startedAt' | 'endedAt'
>;

/**
 * What a run tells about itself while it goes on, besides what its activities tell. Told again when a workflow task is
 * tried again, and lost when the database is away.
 */
export interface RunNews {
  started(): void;
  ended(status: RunStatus): void;
  step(path: string, status: StepStatus, error: string | null): void;
}
