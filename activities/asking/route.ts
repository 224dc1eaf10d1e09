import type { Database } from '../../db/connection.ts';
import { readAgentFields } from '../../db/read/agents.ts';
import { readAcceptedRoutes, readRouteOutcomes } from '../../db/read/interactions.ts';
import { type Agent, agents } from '../../domain/agents.ts';
import { calibrate } from '../../domain/calibration.ts';
import { betaDraw, drawsFrom } from '../../domain/dice.ts';
import { LoomError } from '../../domain/errors.ts';
import { type Asked, type ChosenConfiguration, type Expectation, hardFrom } from '../../domain/interaction.ts';
import type { Prediction } from '../../domain/prediction/predict.ts';
import { wayOf } from '../../domain/prediction/ways.ts';
import { fieldOf, type Route, route } from '../../domain/routing/route.ts';
import { configurationOf, memberOf, type Team, teamOf } from './team.ts';
import { askingWorkflow } from './work-name.ts';

/** An agent that is to answer, and how. */
export interface Assigned {
  readonly agent: Agent;
  readonly chosen: ChosenConfiguration;
}

export interface Routed {
  readonly route: Route;
  /** Of what kind the question is. */
  readonly field: string;
  /** Who answers: one, or two of a fan-out. */
  readonly first: readonly Assigned[];
  /** Who is asked when the answer is weak and asking the same again would give the same. */
  readonly next: Assigned | null;
  /** Null where nothing was predicted. */
  readonly expected: Expectation | null;
}

const recordDays = 90;
/** As if everybody had been right twice and wrong once. */
const prior = { right: 2, wrong: 1 };

/**
 * Who should have a question, and how they are to answer it.
 * @param prediction of the question; null where there is none
 * @throws LoomError `agent.unknown`, `agent.retired`
 */
export const routeQuestion =
  ({ db }: { readonly db: Database }) =>
  async (asked: Asked, prediction: Prediction | null = null): Promise<Routed> =>
    routed(db, asked, drawsFrom(askingWorkflow()), prediction);

export async function routed(
  db: Database,
  { question, context, workspace, preferred }: Pick<Asked, 'question' | 'context' | 'workspace' | 'preferred'>,
  draw: () => number,
  prediction: Prediction | null = null,
): Promise<Routed> {
  const team = await teamOf(db, workspace);
  if (preferred !== null) assertKnown(team, preferred);
  const field = fieldOf(question, agents);
  const [accepted, outcomes, records] = await Promise.all([
    readAcceptedRoutes(db, workspace),
    readRouteOutcomes(db, workspace),
    readAgentFields(db, workspace, recordDays),
  ]);
  const draws = team.active.map(({ name }) => {
    const record = records.find((each) => each.agent === name && each.field === field);
    const [right, all] = [record?.right ?? 0, record?.answers ?? 0];
    return [name, all === 0 ? 0.5 : betaDraw(prior.right + right, prior.wrong + all - right, draw)] as const;
  });
  const found = route(
    { question, context, preferred },
    { team: team.active, accepted, calibration: calibrate(outcomes), draws: Object.fromEntries(draws) },
  );
  const assigned = (name: string): Assigned => {
    const agent = memberOf(team, name);
    return { agent, chosen: configurationOf(agent, prediction) };
  };
  const next = found.candidates.find(({ agent }) => !found.agents.includes(agent));
  const first = found.agents.map(assigned);
  const several = preferred === null && team.active.length > 1;
  return {
    route: found,
    field,
    first,
    expected: prediction === null ? null : expectationOf(prediction, first[0]?.chosen, several),
    next: next === undefined ? null : assigned(next.agent),
  };
}

/** What is expected of an answer in the way that was chosen. @param several whether several agents could be put to it */
function expectationOf(
  { outlooks, predictedQuality, interval, difficultyScore, abstained, learnedFrom }: Prediction,
  chosen: ChosenConfiguration | undefined,
  several: boolean,
): Expectation {
  const way = chosen === undefined ? '' : wayOf(chosen.configuration);
  return {
    quality: outlooks.find(({ config }) => config === way)?.mean ?? predictedQuality,
    halfWidth: (interval[1] - interval[0]) / 2,
    difficulty: difficultyScore,
    way,
    chosen: chosen?.chosenBy === 'prediction',
    hard: several && abstained === null && difficultyScore > hardFrom,
    learnedFrom,
  };
}

function assertKnown(team: Team, preferred: string): void {
  if (team.known.some(({ name }) => name === preferred)) return void memberOf(team, preferred);
  throw new LoomError(
    'agent.unknown',
    `No agent is called "${preferred}" in this workspace.`,
    `Ask one of these: ${team.active.map(({ name }) => name).join(', ')}.`,
  );
}
