import type { Agent } from './agents.ts';

/** How an agent did with questions of one field. */
export interface FieldRecord {
  readonly field: string;
  readonly answers: number;
  /** Share of them that were good enough, 0 to 1. */
  readonly success: number;
  /** In the mean, 0 to 1. */
  readonly quality: number;
}

/** An agent as a workspace sees it, with what it did in the last ninety days. */
export interface AgentStatus {
  readonly agent: Agent;
  /** It comes with HoloLoom, as it is. */
  readonly shipped: boolean;
  /** It takes no more questions. */
  readonly retired: boolean;
  /** Calls of a model under way for it. */
  readonly atWork: number;
  readonly answers: number;
  /** Null before its first answer. */
  readonly success: number | null;
  readonly quality: number | null;
  readonly cost: number;
  readonly fields: readonly FieldRecord[];
}
