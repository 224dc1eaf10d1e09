import { Context } from '@temporalio/activity';
import type { Database } from '../../db/connection.ts';
import { readGoodAnswers } from '../../db/read/interactions.ts';
import { readKnowledge } from '../../db/read/knowledge.ts';
import type { Agent } from '../../domain/agents.ts';
import type { Asked, ChosenConfiguration, Spent, WorkPass } from '../../domain/interaction.ts';
import type { AgentDoor, AgentQuestion, Pass } from '../agents/door.ts';
import { withHeartbeats } from '../heartbeat.ts';
import { accountOf } from './work-name.ts';

export interface AskingDeps {
  readonly db: Database;
  readonly agents: AgentDoor;
}

/** One try to answer a question. */
export interface Assignment {
  readonly asked: Pick<Asked, 'question' | 'context' | 'workspace'>;
  readonly agent: Agent;
  readonly chosen: ChosenConfiguration;
  /** An answer that was found too weak; null for the first try. */
  readonly weak: string | null;
}

export interface Attempt {
  readonly agent: string;
  readonly title: string;
  readonly answer: string;
  readonly sources: readonly string[];
  readonly provider: string;
  readonly confidence: number;
  readonly passes: readonly WorkPass[];
  readonly spent: Spent;
  /** Asking the same agent again would give the same. */
  readonly deterministic: boolean;
}

const knownMax = 12;

/** What one agent answers. */
export const respond =
  ({ db, agents }: AskingDeps) =>
  async ({ asked, agent, chosen, weak }: Assignment): Promise<Attempt> => {
    const context = [asked.context, ...(weak === null ? [] : [`An answer that was found too weak:\n${weak}`])];
    const question: AgentQuestion = {
      ...(await shelfFor(db, asked, chosen)),
      agent: agent.name,
      profile: agent,
      configuration: chosen.configuration,
      question: asked.question,
      context: context.filter((text) => text !== '').join('\n\n'),
      account: accountOf(asked.workspace),
      signal: Context.current().cancellationSignal,
    };
    const given = await withHeartbeats(() => agents.answer(question));
    return {
      agent: agent.name,
      title: agent.title,
      answer: String(given.value),
      sources: given.sources,
      provider: given.provider,
      confidence: given.confidence,
      passes: passesOf(agent.name, chosen, given.passes, question),
      spent: given.usage ?? nothingSpent,
      deterministic: given.usage === undefined,
    };
  };

export const nothingSpent: Spent = { calls: 0, tokensIn: 0, tokensOut: 0, cost: 0 };

/** What lies ready for a question: good answers to questions like it, and what agents found out together. */
export async function shelfFor(
  db: Database,
  { question, workspace }: Pick<Asked, 'question' | 'workspace'>,
  { configuration }: Pick<ChosenConfiguration, 'configuration'>,
): Promise<Pick<AgentQuestion, 'examples' | 'knowledge'>> {
  const [examples, knowledge] = await Promise.all([
    configuration.examples === 0 ? [] : readGoodAnswers(db, { workspace, question, limit: configuration.examples }),
    readKnowledge(db, workspace),
  ]);
  return { examples, knowledge: knowledge.slice(0, knownMax).map(({ claim }) => claim) };
}

/**
 * What was done, as the run shows it. Who answers without a model says nothing of passes: it quotes word for word, so there
 * is nothing to plan and nothing that could go beyond its sources.
 */
function passesOf(
  agent: string,
  { configuration }: ChosenConfiguration,
  passes: readonly Pass[] | undefined,
  { examples = [] }: AgentQuestion,
): readonly WorkPass[] {
  if (passes === undefined) {
    const outcome = 'quoted word for word; nothing was written that could be wrong beyond its sources';
    return configuration.verification ? [{ agent, name: 'verify', outcome }] : [];
  }
  const shown =
    examples.length === 0 ? [] : [{ agent, name: 'examples', outcome: `${examples.length} good answers shown` }];
  return [...shown, ...passes.map(({ name, outcome }) => ({ agent, name, outcome }))];
}
