import type { AgentConfiguration } from '../../domain/agent-configuration.ts';
import type { Agent } from '../../domain/agents.ts';
import type { StatedOpinion } from '../../domain/consensus/opinion.ts';
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
  /** The agent as the workspace knows it; the one that ships under the name when left out. */
  readonly profile?: Agent;
  /** How it goes about it, where that differs from the profile. */
  readonly configuration?: AgentConfiguration;
  /** Good answers to questions like this one. */
  readonly examples?: readonly Example[];
  /** What agents have found out together, in sentences. */
  readonly knowledge?: readonly string[];
  /** On whose account it goes; nobody's when left out. */
  readonly account?: Account;
  readonly signal: AbortSignal;
}

export interface Example {
  readonly question: string;
  readonly answer: string;
}

/** Who pays for calls of a model, and what they are called: the same for every try of one piece of work. */
export interface Account {
  readonly workspace: string;
  readonly key: string;
}

/** What was used up. */
export interface Usage {
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the money of the operator's prices. */
  readonly cost: number;
}

/** Something that was done on the way to an answer, as the run shows it. */
export interface Pass {
  readonly name: 'plan' | 'part' | 'answer' | 'verify' | 'repair';
  /** What came of it, in a sentence or as it was written. */
  readonly outcome: string;
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
  readonly passes?: readonly Pass[];
  readonly usage?: Usage;
}

/** What an agent says to a task, field by field. */
export interface AgentOpinion {
  readonly opinion: StatedOpinion;
  readonly provider: string;
  readonly passes: readonly Pass[];
  readonly usage: Usage;
}

export interface JudgeQuestion {
  readonly question: string;
  readonly answer: string;
  readonly account?: Account;
  readonly signal: AbortSignal;
}

/** What a model thinks of an answer: two passes with the rubric in opposite orders, 0 to 1 each. */
export interface ModelVerdict {
  readonly scores: readonly number[];
  readonly judge: string;
  readonly usage: Usage;
}

/** The one door to agents, whatever stands behind it. */
export interface AgentDoor {
  /** @throws LoomError `agent.no_structure` when it cannot answer in the asked shape */
  answer(question: AgentQuestion): Promise<AgentAnswer>;
  /** Names of those who suit a question, the best first: at least one, at most three. */
  choose(question: string): Promise<readonly string[]>;
  /** A typed opinion; absent where whoever answers cannot fill in fields, and an opinion is read from its answer. */
  opine?(question: AgentQuestion & { readonly choices: readonly string[] | null }): Promise<AgentOpinion>;
  /** Absent where no model judges, and rules do. */
  judge?(question: JudgeQuestion): Promise<ModelVerdict>;
}
