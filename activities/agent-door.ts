import type { Database } from '../db/connection.ts';
import { enterModelCall, settleModelCall } from '../db/model-calls.ts';
import type { AgentDoor } from './agents/door.ts';
import type { Ledger } from './agents/ledger.ts';
import { modelAgents } from './agents/model/agents.ts';
import { languageModel } from './agents/model/language-model.ts';
import { readModelSettings } from './agents/model/settings.ts';
import { openModelEgress } from './agents/model/way-out.ts';
import { runbookAgents } from './agents/runbooks.ts';
import type { EgressSettings } from './egress/settings.ts';

export interface OpenDoor extends AgentDoor {
  close(): Promise<void>;
}

export interface AgentDoorParts {
  readonly db: Database;
  /** The variables of the worker, secrets included. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly egress: EgressSettings;
  /** A folder of Markdown files, for when no model is configured. */
  readonly runbooks: string;
}

/**
 * Whoever answers on this worker: the model the environment names, or the team's runbooks.
 * @throws LoomError `command.bad_environment`
 */
export function openAgents({ db, environment, egress, runbooks }: AgentDoorParts): OpenDoor {
  const settings = readModelSettings(environment);
  if (settings === null) return { ...runbookAgents(runbooks), close: async () => undefined };
  const wayOut = openModelEgress(settings, egress);
  const door = modelAgents({ settings, model: languageModel(settings, wayOut), ledger: ledgerIn(db) });
  return { ...door, close: () => wayOut.close() };
}

/** The books in PostgreSQL. */
export function ledgerIn(db: Database): Ledger {
  return {
    admit: (call, bounds) => enterModelCall(db, call, bounds),
    settle: (call, response, charge) => settleModelCall(db, call, response, charge),
  };
}
