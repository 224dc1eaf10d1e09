import type { Database } from '../../db/connection.ts';
import { readWorkspaceAgents } from '../../db/read/agents.ts';
import { type Agent, agentNamed, agents } from '../../domain/agents.ts';
import { contentHash } from '../../domain/canonical.ts';
import { LoomError } from '../../domain/errors.ts';
import type { ChosenConfiguration } from '../../domain/interaction.ts';
import type { Prediction } from '../../domain/prediction/predict.ts';
import { answeredBy } from '../../domain/prediction/ways.ts';

/** Who can be asked in a workspace: those that ship and its own, without those that were retired. */
export interface Team {
  readonly active: readonly Agent[];
  /** Those that ship and were not replaced, whatever became of them, and its own. */
  readonly known: readonly Agent[];
  readonly retired: readonly string[];
}

export async function teamOf(db: Database, workspace: string): Promise<Team> {
  const rows = await readWorkspaceAgents(db, workspace);
  const own = rows.flatMap(({ agent }) => agent ?? []);
  const shipped = agents.filter(({ name }) => !own.some((each) => each.name === name));
  const known = [...shipped, ...own];
  const retired = rows.filter((row) => row.retired).map(({ name }) => name);
  return { known, retired, active: known.filter(({ name }) => !retired.includes(name)) };
}

/**
 * An agent that is asked by name: one of the team, or a role somebody made up.
 * @throws LoomError `agent.retired`
 */
export function memberOf({ known, retired }: Team, name: string | null): Agent {
  const agent = agentNamed(name, known);
  if (!retired.includes(agent.name)) return agent;
  throw new LoomError(
    'agent.retired',
    `"${agent.name}" takes no more questions in this workspace.`,
    'Ask another, or register it again. Type "agents" to see who is there.',
  );
}

/**
 * How an agent is to answer: as it is registered, or as a predictor that has learned enough to choose recommends. Experiments
 * choose here too, and whoever chose is named: an answer carries the version it was made under, so that versions can be
 * compared.
 */
export function configurationOf(agent: Agent, prediction: Prediction | null = null): ChosenConfiguration {
  const recommends = prediction !== null && prediction.abstained === null;
  const configuration = recommends ? answeredBy(agent.configuration, prediction.recommended) : agent.configuration;
  const chosenBy = recommends ? 'prediction' : 'agent';
  const version = contentHash(configuration);
  return { agent: agent.name, configuration, version, chosenBy, experiment: null, arm: null };
}
