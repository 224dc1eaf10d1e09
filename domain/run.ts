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

/** One of the times a line inside a FOR or REPEAT ran. */
export interface Occurrence {
  /** Its address in the run: `contain[3].cut`. */
  readonly path: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly error: string | null;
}

/** How often something that is done again and again was done. */
export interface StepCounts {
  readonly of: 'items' | 'rounds' | 'times';
  /** Items of a FOR, MAX of a REPEAT; of a line inside them how often it began. Null where that is not known. */
  readonly total: number | null;
  /** Well, skipped or replaced by its ELSE. */
  readonly done: number;
  readonly running: number;
  readonly failed: number;
}

export interface StepView {
  /** Path in the plan, with `[]` inside a FOR or REPEAT: unique in the run. */
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
  /** Path of the FOR, REPEAT or FIRST it is inside, or null. */
  readonly inside: string | null;
  /** Of a FOR or REPEAT its items or rounds, of a line inside them how often it ran; null for every other step. */
  readonly counts: StepCounts | null;
  /** Of a line inside a FOR or REPEAT: the first few times it failed or is at work. */
  readonly occurrences: readonly Occurrence[];
}

export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Path of the step that failed, when one did. */
  readonly step: string | null;
}

/** What a run said or asked in a room, or what an agent answered when the run asked it for its opinion. */
export interface RunMessage {
  readonly kind: 'say' | 'ask' | 'opinion';
  /** The agent whose opinion it is. */
  readonly speaker?: string;
  /** Of the step, seen from the run a person started: `ok`, `approve[3].ok`, `notify/ok` in a loop it calls. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A question that waits for its answer. */
export interface OpenQuestion {
  /** Workflow id of the run a person started. */
  readonly run: string;
  readonly path: string;
  readonly room: string;
  /** For people to type: no other question ever has it. */
  readonly number: number;
  readonly text: string;
  /** The first of them lets things go on. */
  readonly choices: readonly string[];
  /** Who may answer, members of groups one by one; null for everybody who has `level`. */
  readonly users: readonly string[] | null;
  readonly level: number;
  /** How many people must make the first choice. */
  readonly need: number;
  /** How many did; null where nobody is there to tell. */
  readonly votes: number | null;
  /** ISO 8601 in UTC. */
  readonly deadline: string | null;
  readonly askedAt: string;
}

/** A run as every mouth shows it. Times are ISO 8601 in UTC. */
export interface RunView {
  readonly runId: string;
  readonly workflowId: string;
  readonly loop: string;
  /** Package it was published in, and version; null for a file that was run unpublished. */
  readonly package: string | null;
  readonly version: string | null;
  /** Hash of the plan it runs on. */
  readonly plan: string;
  readonly status: RunStatus;
  readonly room: string;
  readonly requester: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly steps: readonly StepView[];
  readonly output: Json;
  readonly failure: RunFailure | null;
  /** The last of what it said and asked, oldest first. */
  readonly messages: readonly RunMessage[];
  /** What it waits for people to answer. */
  readonly questions: readonly OpenQuestion[];
  /** The failed run it goes on from, or null. */
  readonly resumedFrom: string | null;
  /** The run's page in Temporal's web UI, or null where none is known. */
  readonly temporalUrl: string | null;
}

/** A line of the list of runs. */
export type RunSummary = Pick<
  RunView,
  'runId' | 'workflowId' | 'loop' | 'version' | 'status' | 'room' | 'requester' | 'startedAt' | 'endedAt'
>;

/** A run of a package for whoever thinks about using it: not who ran it, nor where. */
export type LastRun = Pick<RunView, 'version' | 'status' | 'startedAt' | 'endedAt'>;

/**
 * What a run tells about itself while it goes on, besides what its activities tell. Told again when a workflow task is
 * tried again, and lost when the database is away.
 */
export interface RunNews {
  started(): void;
  /** @param failure code of what it failed with */
  ended(status: RunStatus, failure?: string): void;
  /** @param size of a FOR that begins its number of items */
  step(path: string, status: StepStatus, error: string | null, size?: number): void;
}
