import type { Json } from '../../domain/json.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import type { Implementation } from '../../dsl/plan.ts';
import type { AgentDoor, AgentQuestion } from '../agents/door.ts';
import { declared, scopeOf, type Work } from './work.ts';

type Prompt = Extract<Implementation, { kind: 'prompt' }>;

export interface PromptDeps {
  readonly agents: AgentDoor;
  /** How whoever is asked is known where the run runs, and who pays. @throws LoomError `agent.retired` */
  readonly standing?: (agent: string | null, key: string) => Promise<Pick<AgentQuestion, 'profile' | 'account'>>;
}

/** Asks an agent. Values become part of the question as text, and are never read as a program again. */
export async function callPrompt(
  { agents, standing }: PromptDeps,
  { prompt, agent }: Prompt,
  work: Work,
): Promise<Json> {
  // As one part of a text, so that whatever it is worth reads as it would there.
  const question = String(evaluate({ t: 'template', parts: [prompt] }, scopeOf(work)));
  const { idempotencyKey, signal } = work.context;
  const known = (await standing?.(agent, idempotencyKey)) ?? {};
  const { value } = await agents.answer({ ...known, agent, question, shape: work.tool.returns, signal });
  return declared(work.tool, value, 'Ask the agent for less structure, or correct the type its TOOLS line declares.');
}
