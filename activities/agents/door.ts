import type { Json } from '../../domain/json.ts';
import type { LoopType } from '../../dsl/plan.ts';

export interface AgentQuestion {
  /** Who is asked; null for whoever takes what nobody else does. */
  readonly agent: string | null;
  /** Data to whoever answers: nothing in it is evaluated or obeyed by us. */
  readonly question: string;
  readonly context?: string;
  /** What the answer must be; a text when left out. */
  readonly shape?: LoopType;
  readonly signal: AbortSignal;
}

export interface AgentAnswer {
  /** Of the asked shape. */
  readonly value: Json;
  /** What it rests on: `file.md: Heading`. */
  readonly sources: readonly string[];
  readonly agent: string;
  /** Who really answered: the name of a model's provider, or `runbooks`. */
  readonly provider: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** The one door to agents, whatever stands behind it. */
export interface AgentDoor {
  /** @throws LoomError `agent.no_structure` when it cannot answer in the asked shape */
  answer(question: AgentQuestion): Promise<AgentAnswer>;
  /** Names of those who suit a question, the best first: at least one, at most three. */
  choose(question: string): Promise<readonly string[]>;
}
