import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import type { Egress } from '../../egress/index.ts';
import type { ModelSettings } from './settings.ts';
import { addressOf, throughEgress } from './way-out.ts';

/** The model the operator configured, reached through the one way out. */
export function languageModel(settings: ModelSettings, egress: Egress): LanguageModel {
  const baseURL = addressOf(settings);
  const given = { baseURL, fetch: throughEgress(egress, baseURL) };
  switch (settings.provider) {
    case 'openai':
      return createOpenAI({ ...given, apiKey: settings.key ?? '' }).chat(settings.model);
    case 'anthropic':
      return createAnthropic({ ...given, apiKey: settings.key ?? '' })(settings.model);
    case 'openai-compatible':
      return createOpenAICompatible({
        ...given,
        name: 'model',
        supportsStructuredOutputs: settings.strict,
        ...(settings.key === null ? {} : { apiKey: settings.key }),
      }).chatModel(settings.model);
  }
}
