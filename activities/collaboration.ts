import { Context } from '@temporalio/activity';
import { type Opinion, type Verdict, weigh } from '../domain/collaboration.ts';
import type { AgentDoor } from './agents/door.ts';
import { withHeartbeats } from './heartbeat.ts';

export interface CollaborationDeps {
  readonly agents: AgentDoor;
}

/** Who suits a question, for those who ask without naming anybody. */
export const chooseAgents =
  ({ agents }: CollaborationDeps) =>
  (question: string): Promise<readonly string[]> =>
    agents.choose(question);

/** What one agent says to a question. */
export const askAgent =
  ({ agents }: CollaborationDeps) =>
  async (agent: string, question: string): Promise<Opinion> => {
    const signal = Context.current().cancellationSignal;
    const { value, sources, confidence } = await withHeartbeats(() => agents.answer({ agent, question, signal }));
    return { agent, answer: String(value), sources, confidence };
  };

/** What they say together. A judgement, so it runs here: the formula may change while old runs finish in peace. */
export const weighOpinions = async (opinions: readonly Opinion[]): Promise<Verdict> => weigh(opinions);
