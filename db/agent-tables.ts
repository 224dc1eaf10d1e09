import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Agent } from '../domain/agents.ts';
import type { InteractionRecord } from '../domain/interaction.ts';
import type { Json } from '../domain/json.ts';
import type { QualityPart, Reaction } from '../domain/quality-score/score.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** What a workspace changed about who can be asked: agents of its own, and any that take no more questions. */
export const workspaceAgents = pgTable(
  'workspace_agents',
  {
    workspace: text('workspace').notNull(),
    name: text('name').notNull(),
    /** Null for one that ships. */
    agent: jsonb('agent').$type<Agent>(),
    retired: boolean('retired').notNull(),
    by: text('by').notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.name] })],
);

/** Calls of models: who paid, for what, and what came of it, so that work that is tried again pays for nothing twice. */
export const modelCalls = pgTable(
  'model_calls',
  {
    key: text('key').primaryKey(),
    workspace: text('workspace').notNull(),
    /** Hash of what was sent. */
    request: text('request').notNull(),
    agent: text('agent').notNull(),
    purpose: text('purpose').notNull(),
    model: text('model').notNull(),
    /** Null while it is under way, and for ever when it failed. */
    response: jsonb('response').$type<Json>(),
    tries: integer('tries').notNull().default(1),
    tokensIn: integer('tokens_in').notNull().default(0),
    tokensOut: integer('tokens_out').notNull().default(0),
    cost: doublePrecision('cost').notNull().default(0),
    beganAt: moment('began_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
  },
  (table) => [index('model_calls_by_workspace').on(table.workspace, table.beganAt)],
);

/** Questions and what became of them: the one table that all learning reads. Only `ask`, `collaborate` and reactions write it. */
export const interactions = pgTable(
  'interactions',
  {
    /** The workflow that asked. */
    id: text('id').primaryKey(),
    workspace: text('workspace').notNull(),
    room: text('room').notNull(),
    asker: text('asker').notNull(),
    question: text('question').notNull(),
    /** Of what kind it is: the agent whose field it belongs to. */
    field: text('field').notNull(),
    /** Who answered: one agent, or `collaboration`. */
    agent: text('agent').notNull(),
    configurationVersion: text('configuration_version').notNull(),
    experiment: text('experiment'),
    arm: text('arm'),
    /** What was expected before it was answered; its shape belongs to prediction. */
    prediction: jsonb('prediction').$type<Json>(),
    answer: text('answer').notNull(),
    /** Everything else that was so: route, configuration, sources, passes, judge, what each agent said. */
    record: jsonb('record').$type<InteractionRecord>().notNull(),
    reactions: jsonb('reactions').$type<readonly Reaction[]>().notNull().default([]),
    askedAgain: boolean('asked_again').notNull().default(false),
    solved: boolean('solved').notNull().default(false),
    tries: integer('tries').notNull(),
    latencyMs: integer('latency_ms').notNull(),
    tokensIn: integer('tokens_in').notNull(),
    tokensOut: integer('tokens_out').notNull(),
    cost: doublePrecision('cost').notNull(),
    /** By what is known so far; final once settled. */
    quality: doublePrecision('quality').notNull(),
    confidence: doublePrecision('confidence').notNull(),
    parts: jsonb('parts').$type<readonly QualityPart[]>().notNull(),
    /** The loop's run it was asked in. */
    run: text('run'),
    askedAt: moment('asked_at').notNull().defaultNow(),
    settledAt: moment('settled_at'),
  },
  (table) => [
    index('interactions_by_age').on(table.workspace, table.askedAt),
    index('interactions_by_agent').on(table.workspace, table.agent, table.field),
    index('interactions_by_asker').on(table.workspace, table.asker, table.askedAt),
    index('interactions_by_words').using('gin', sql`to_tsvector('english', ${table.question})`),
  ],
);

/** What agents have learned together: domain/consensus/knowledge.ts. */
export const agentKnowledge = pgTable(
  'agent_knowledge',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    workspace: text('workspace').notNull(),
    claim: text('claim').notNull(),
    by: jsonb('by').$type<readonly string[]>().notNull(),
    evidence: jsonb('evidence').$type<readonly string[]>().notNull(),
    confidence: doublePrecision('confidence').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('agent_knowledge_by_workspace').on(table.workspace)],
);
