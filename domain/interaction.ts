import type { AgentConfiguration } from './agent-configuration.ts';
import type { Policy } from './consensus/vote.ts';
import type { Guard } from './quality-score/guards.ts';
import type { QualityPart } from './quality-score/score.ts';
import type { Route } from './routing/route.ts';

/** A question as somebody asks it. */
export interface Asked {
  readonly question: string;
  /** What was said before. */
  readonly context: string;
  readonly workspace: string;
  readonly room: string;
  readonly asker: string;
  /** An agent somebody wants to have it; null lets the router decide. */
  readonly preferred: string | null;
  /** How long reactions count for the answer, in milliseconds; null for half an hour. */
  readonly windowMs: number | null;
}

/** How an agent is to answer, and who chose that. */
export interface ChosenConfiguration {
  readonly agent: string;
  readonly configuration: AgentConfiguration;
  /** Hash of it: answers of one version can be compared. */
  readonly version: string;
  readonly chosenBy: 'agent' | 'prediction' | 'experiment';
  readonly experiment: string | null;
  readonly arm: string | null;
}

/** Something that was done on the way to an answer. */
export interface WorkPass {
  readonly agent: string;
  readonly name: string;
  readonly outcome: string;
}

export interface Spent {
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cost: number;
}

/** Who judged an answer, and what they found; scores from 0 to 1. */
export interface Judgement {
  /** The model's name, or `rules`. */
  readonly judge: string;
  readonly scores: readonly number[];
  readonly guards: readonly Guard[];
  readonly quality: number;
  readonly confidence: number;
  readonly parts: readonly QualityPart[];
}

/** What was expected of an answer before it was made; shares from 0 to 1. */
export interface Expectation {
  readonly quality: number;
  /** Nine of ten answers lie this close to `quality`. */
  readonly halfWidth: number;
  readonly difficulty: number;
  /** How it was to be answered, by the name the predictor has for that. */
  readonly way: string;
  /** Whether the way was chosen because of what was learned, and not because the agent goes about it so. */
  readonly chosen: boolean;
  /** So hard that several agents were put to it. */
  readonly hard: boolean;
  readonly learnedFrom: number;
}

/** What an asker gets at once; how good it was is settled later. */
export interface Reply {
  /** The interaction, for reactions. */
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly agent: string;
  readonly title: string;
  readonly field: string;
  readonly sources: readonly string[];
  readonly provider: string;
  readonly route: Route;
  readonly configuration: ChosenConfiguration;
  /** Null where nothing could be predicted. */
  readonly expected: Expectation | null;
  readonly judgement: Judgement;
  readonly passes: readonly WorkPass[];
  readonly tries: number;
  readonly spent: Spent;
  readonly latencyMs: number;
}

/** What an agent of a collaboration stood for. */
export interface Stance {
  readonly agent: string;
  readonly position: string;
  readonly confidence: number;
}

/** What is kept of an interaction beside what is searched for. */
export interface InteractionRecord {
  readonly route: Route | null;
  readonly configuration: ChosenConfiguration | null;
  readonly sources: readonly string[];
  readonly provider: string;
  readonly passes: readonly WorkPass[];
  readonly judge: string;
  readonly judged: readonly number[];
  readonly guards: readonly Guard[];
  /** Of a collaboration: who stood for what, who stood with the answer, and what each policy would have answered. */
  readonly stances?: readonly Stance[];
  readonly saidBy?: readonly string[];
  readonly picks?: Readonly<Record<Policy, string>>;
  /** Who decided, where the agents did not agree. */
  readonly decidedBy?: string;
}

/** How long reactions count for an answer. */
export const attributionMs = 30 * 60_000;
/** Asking the same again this soon says that the answer was none. */
export const askedAgainMs = 10 * 60_000;
/** An answer at least this good counts as right. */
export const rightMin = 0.7;
/** A question expected to be harder than this, by a predictor with skill, is put to several agents. */
export const hardFrom = 0.7;
/** Who answers where several do. */
export const severalAgents = 'collaboration';
