import type { Agent } from '../../../domain/agents.ts';
import type { AgentQuestion } from '../door.ts';
import { dataBlock, rules } from './data-block.ts';

/** Who the agent is, and what holds for it always. Nothing from outside stands in here. */
export function systemOf({ title, role, configuration }: Agent): string {
  return [`You are ${title}. ${role}`, configuration.systemPrompt, rules].filter((text) => text !== '').join('\n\n');
}

/** What the agent is given: everything from outside is data. */
export function materialOf({ question, context = '', examples = [], knowledge = [] }: AgentQuestion): string {
  return [
    ...examples.map((example) =>
      dataBlock('an example of a good answer', `Question: ${example.question}\nAnswer: ${example.answer}`),
    ),
    ...(knowledge.length === 0 ? [] : [dataBlock('what agents here found out before', knowledge.join('\n'))]),
    ...(context === '' ? [] : [dataBlock('context', context)]),
    dataBlock('question', question),
  ].join('\n\n');
}
