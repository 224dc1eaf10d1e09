import type { AgentStatus } from '../domain/agent-status.ts';
import type { NewAgent } from '../domain/agents.ts';
import type { Knowledge } from '../domain/consensus/knowledge.ts';
import type { CollaborationReport } from '../domain/consensus/report.ts';
import type { Reply } from '../domain/interaction.ts';
import type { Route } from '../domain/routing/route.ts';
import type { Caller } from './loom.ts';

export type { AgentStatus } from '../domain/agent-status.ts';
export type { NewAgent } from '../domain/agents.ts';
export type { CollaborationReport } from '../domain/consensus/report.ts';
export type { Reply } from '../domain/interaction.ts';

export interface QuestionRequest {
  readonly question: string;
  /** What was said before. */
  readonly context?: string;
  /** The agent that should have it; the router decides when left out. */
  readonly preferred?: string;
}

export interface CollaborationRequest {
  readonly task: string;
  readonly context?: string;
  /** Names of agents; those that suit the task when left out. */
  readonly roles?: readonly string[];
  /** How many must answer; more than half when left out. */
  readonly quorum?: number;
  /** How long is waited for them, in milliseconds; two minutes when left out. */
  readonly withinMs?: number;
  /** What there is to choose from; an open question when left out. */
  readonly choices?: readonly string[];
}

/** Who would have a question, and why. */
export interface RouteView {
  readonly question: string;
  /** Of what kind it is: the agent whose field it belongs to. */
  readonly field: string;
  readonly route: Route;
}

/** What an answer is worth by what is known so far; reactions count for half an hour. */
export interface ReactionReceipt {
  readonly id: string;
  readonly quality: number;
  readonly confidence: number;
  readonly reactions: number;
}

/** Everything that can be done with agents. A workspace is the caller's room. */
export interface AgentsShelf {
  /** Those that take questions and those that were retired, with what they did. */
  list(room: string): Promise<readonly AgentStatus[]>;
  /** @throws LoomError `agent.unknown` */
  status(name: string, room: string): Promise<AgentStatus>;
  /** Lets an agent of its own take questions of the caller's room; one of that name is replaced. */
  register(agent: NewAgent, caller: Caller): Promise<AgentStatus>;
  /** It takes no more questions; what it answered stays. @throws LoomError `agent.unknown` */
  retire(name: string, caller: Caller): Promise<AgentStatus>;
  /** Who would have a question. Nobody is asked. */
  route(request: QuestionRequest, caller: Caller): Promise<RouteView>;
  /** Lets several agents work on one task. @throws LoomError `collaboration.bad_team`, `collaboration.no_quorum` */
  collaborate(request: CollaborationRequest, caller: Caller): Promise<CollaborationReport>;
  /** Says what an answer was worth: an emoji, or `solved`. @throws LoomError `agent.no_interaction` */
  react(id: string, key: string, caller: Caller): Promise<ReactionReceipt>;
  /** What agents have found out together in a room, the surest first. */
  knowledge(room: string): Promise<readonly Knowledge[]>;
}

/** Asks whoever suits a question. The same request twice finds the same answer. */
export type Ask = (request: QuestionRequest, caller: Caller) => Promise<Reply>;
