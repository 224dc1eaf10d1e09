import type { AgentConfiguration } from '../agent-configuration.ts';
import { configurations, defaultConfig } from './configurations.ts';

/** The name under which the predictor knows how an agent goes about a question: by the passes it makes. */
export function wayOf({ verification, planning, chaining }: AgentConfiguration): string {
  if (verification && (planning || chaining)) return 'thorough';
  if (chaining) return 'chained';
  if (planning) return 'planned';
  return verification ? 'verified' : defaultConfig;
}

/** An agent's configuration, changed in what a way of answering decides; who the agent is, it stays. */
export function answeredBy(configuration: AgentConfiguration, way: string): AgentConfiguration {
  const config = configurations[way];
  if (config === undefined) return configuration;
  return {
    ...configuration,
    verification: config.use_verification,
    planning: config.use_planning,
    chaining: config.use_prompt_chaining,
    temperature: config.temperature,
    maxTokens: config.max_tokens,
    retryBelow: config.auto_retry_threshold,
  };
}
