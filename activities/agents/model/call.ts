import { APICallError, generateText, jsonSchema, type LanguageModel, NoObjectGeneratedError, Output } from 'ai';
import { contentHash } from '../../../domain/canonical.ts';
import { LoomError } from '../../../domain/errors.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { limits } from '../../../domain/limits.ts';
import { shownBriefly } from '../../../domain/shown.ts';
import { retryAfter } from '../../failure.ts';
import type { Account, Usage } from '../door.ts';
import type { Charge, IntendedCall, Ledger } from '../ledger.ts';
import type { ModelSettings } from './settings.ts';

// The SDK prints to the console what it thinks of a request; a worker's log is not the place for it.
globalThis.AI_SDK_LOG_WARNINGS = false;

export interface ModelParts {
  readonly settings: ModelSettings;
  readonly model: LanguageModel;
  readonly ledger: Ledger;
}

/** One call of a model. */
export interface ModelCall {
  readonly agent: string;
  /** What for: `answer`, `plan` …; with the account's key it names the call. */
  readonly purpose: string;
  readonly system: string;
  readonly prompt: string;
  readonly temperature: number;
  readonly maxTokens: number;
  /** What the answer must look like; text when left out. */
  readonly schema?: JsonObject;
  readonly account?: Account;
  readonly signal: AbortSignal;
}

/** What it wrote, whether or not that is what was wanted. */
export interface Written {
  readonly text: string;
  readonly usage: Usage;
}

const noWorkspace = '';
const excerptCharactersMax = 200;

/**
 * Calls the model once. Nothing is retried here: Temporal does that, and the ledger gives what was paid for already.
 * @throws LoomError `agent.model_refused`, `agent.budget_spent`, `agent.model_unavailable`; `agent.model_limited` and
 *   `agent.too_often` as failures that say when to try again
 */
export async function callModel(parts: ModelParts, call: ModelCall): Promise<Written> {
  const { settings, ledger } = parts;
  const { system, prompt, temperature, maxTokens, schema = null } = call;
  const request = contentHash({ model: settings.model, system, prompt, temperature, maxTokens, schema });
  const intended: IntendedCall = {
    workspace: call.account?.workspace ?? noWorkspace,
    key: `${call.account?.key ?? request}:${call.purpose}`,
    request,
    agent: call.agent,
    purpose: call.purpose,
    model: `${settings.provider}:${settings.model}`,
  };
  const admission = await ledger.admit(intended, { rate: settings.rate, budget: settings.budget });
  switch (admission.kind) {
    case 'too_often':
      throw retryAfter(
        new LoomError(
          'agent.too_often',
          `This workspace calls the model more than ${settings.rate} times a minute.`,
          'Wait: it goes on by itself. An operator can raise HOLOLOOM_MODEL_RATE.',
        ),
        admission.waitMs,
      );
    case 'spent':
      throw new LoomError(
        'agent.budget_spent',
        `This workspace has spent ${admission.spent.toFixed(4)} of ${settings.budget} on the model today.`,
        'Ask again tomorrow, or have an operator raise HOLOLOOM_MODEL_BUDGET.',
      );
    case 'done':
      return { text: textIn(admission.response), usage: usageOf(admission) };
    case 'go': {
      const { text, charge } = await send(parts, call);
      await ledger.settle(intended, { text }, charge);
      return { text, usage: usageOf(charge) };
    }
  }
}

const usageOf = ({ tokensIn, tokensOut, cost }: Charge): Usage => ({ calls: 1, tokensIn, tokensOut, cost });

function textIn(response: Json): string {
  const text = typeof response === 'object' && response !== null && 'text' in response ? response.text : '';
  return typeof text === 'string' ? text : '';
}

async function send(
  { model, settings }: ModelParts,
  { system, prompt, temperature, maxTokens, schema, signal }: ModelCall,
): Promise<{ readonly text: string; readonly charge: Charge }> {
  try {
    const result = await generateText({
      model,
      system,
      prompt,
      temperature,
      maxOutputTokens: maxTokens,
      maxRetries: 0,
      abortSignal: signal,
      ...(schema === undefined ? {} : { output: Output.object({ schema: jsonSchema(schema) }) }),
    });
    return { text: result.text.slice(0, limits.answerBytesMax), charge: chargeOf(settings, result.usage) };
  } catch (error) {
    // What is no JSON was written all the same, and is paid for: whoever asked decides what to do about it.
    if (NoObjectGeneratedError.isInstance(error) && error.text !== undefined) {
      return { text: error.text.slice(0, limits.answerBytesMax), charge: chargeOf(settings, error.usage) };
    }
    if (signal.aborted) throw signal.reason;
    throw failureOf(error, settings);
  }
}

function chargeOf(
  { priceIn, priceOut }: ModelSettings,
  usage: { readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined } | undefined,
): Charge {
  const tokensIn = usage?.inputTokens ?? 0;
  const tokensOut = usage?.outputTokens ?? 0;
  return { tokensIn, tokensOut, cost: tokensIn * priceIn + tokensOut * priceOut };
}

/** Statuses that ask for patience; every other 4xx says that the same request will not do. */
const patience: readonly number[] = [408, 409, 425, 429];

function failureOf(error: unknown, { provider, model, key }: ModelSettings): Error {
  const what = `${provider}:${model}`;
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (!APICallError.isInstance(error) || status === undefined || status < 300) {
    const reason = shownBriefly(LoomError.from(error).message, excerptCharactersMax);
    return new LoomError(
      'agent.model_unavailable',
      `The model ${what} does not answer as it should: ${withoutKey(reason, key)}`,
      'Look whether it runs and can be reached from the worker; it is tried again by itself.',
      { cause: error },
    );
  }
  const said = shownBriefly(withoutKey(error.message, key), excerptCharactersMax);
  if (status === 429) {
    const limited = new LoomError(
      'agent.model_limited',
      `The model ${what} asks for patience: ${said}`,
      'Wait: it is tried again by itself.',
    );
    const waitMs = retryAfterMs(error.responseHeaders);
    return waitMs === null ? limited : retryAfter(limited, waitMs);
  }
  if (status < 500 && !patience.includes(status)) {
    const hint =
      status === 401 || status === 403
        ? 'Check HOLOLOOM_MODEL_KEY and what it is allowed to do.'
        : 'Check HOLOLOOM_MODEL and HOLOLOOM_MODEL_URL: the model says no to this very request.';
    return new LoomError('agent.model_refused', `The model ${what} answered ${status}: ${said}`, hint);
  }
  return new LoomError(
    'agent.model_unavailable',
    `The model ${what} answered ${status}: ${said}`,
    'Look at whoever runs it; it is tried again by itself.',
  );
}

/** @see RFC 9110, 10.2.3 */
function retryAfterMs(headers: Readonly<Record<string, string>> = {}): number | null {
  const text = headers['retry-after'] ?? '';
  const now = Date.parse(headers.date ?? '') || Date.now();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return ms > 0 ? Math.min(ms, limits.retryAfterMsMax) : null;
}

/** A service that echoes what it was sent must not carry the key into histories and messages. */
const withoutKey = (text: string, key: string | null): string =>
  key === null || key === '' ? text : text.replaceAll(key, '[key]');
