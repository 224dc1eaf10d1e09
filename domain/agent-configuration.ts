import { z } from 'zod';
import { limits } from './limits.ts';

/** How an agent goes about a question. Every part of it changes what is done, and the run shows that it was done. */
export const agentConfigurationSchema = z.strictObject({
  /** A second pass holds the claims of an answer against its sources and context, and corrects or flags them. */
  verification: z.boolean(),
  /** First a plan, then an answer that follows it. */
  planning: z.boolean(),
  /** First what the question asks for, piece by piece, then each piece, then the whole. */
  chaining: z.boolean(),
  /** How many examples of good answers are shown before the question; 0 for none. */
  examples: z.int().min(0).max(limits.examplesMax),
  temperature: z.number().min(0).max(2),
  maxTokens: z.int().min(16).max(limits.modelTokensMax),
  /** An answer judged below this is tried once more; 0 never. */
  retryBelow: z.number().min(0).max(1),
  /** Who the agent is, in words to a model. */
  systemPrompt: z.string().max(limits.textCharactersMax),
});
export type AgentConfiguration = z.infer<typeof agentConfigurationSchema>;

export const configurationDefault: AgentConfiguration = {
  verification: false,
  planning: false,
  chaining: false,
  examples: 3,
  temperature: 0.7,
  maxTokens: 1_024,
  retryBelow: 0.5,
  systemPrompt: '',
};

/** The default, changed in what is named. */
export function configurationWith(
  changes: z.output<ReturnType<typeof agentConfigurationSchema.partial>>,
): AgentConfiguration {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  return agentConfigurationSchema.parse({ ...configurationDefault, ...Object.fromEntries(named) });
}
