import { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';
import { limits } from '../../../domain/limits.ts';

const perMillion = 1_000_000;
const providers = ['openai-compatible', 'openai', 'anthropic'] as const;

/** Where models are and what they may cost, as an operator says it; the table of docs/OPERATING.md. */
const variablesSchema = z.object({
  HOLOLOOM_MODEL: z
    .string()
    .regex(/^(?:openai-compatible|openai|anthropic):\S+$/, 'must be PROVIDER:MODEL, such as openai-compatible:llama3.1')
    .optional(),
  HOLOLOOM_MODEL_URL: z.url({ protocol: /^https?$/ }).optional(),
  HOLOLOOM_MODEL_KEY: z.string().optional(),
  HOLOLOOM_SECRET_MODEL_KEY: z.string().optional(),
  HOLOLOOM_MODEL_SCHEMA: z.enum(['strict', 'prompt']).default('prompt'),
  HOLOLOOM_MODEL_PRICE: z
    .string()
    .regex(/^\d+(?:\.\d+)?\/\d+(?:\.\d+)?$/, 'must be two prices of a million tokens, in and out: 0.15/0.60')
    .default('0/0'),
  HOLOLOOM_MODEL_SECONDS: z.coerce.number().min(1).max(600).default(120),
  HOLOLOOM_MODEL_RATE: z.coerce.number().int().min(1).max(10_000).default(60),
  HOLOLOOM_MODEL_BUDGET: z.coerce.number().min(0).optional(),
});

export interface ModelSettings {
  readonly provider: (typeof providers)[number];
  readonly model: string;
  /** Null for the provider's own address. */
  readonly url: string | null;
  readonly key: string | null;
  /** Whether it is sent the schema as one it must keep; it always stands in the prompt. */
  readonly strict: boolean;
  /** Of one token. */
  readonly priceIn: number;
  readonly priceOut: number;
  /** Of one call. */
  readonly wholeMs: number;
  /** Calls a minute of one workspace. */
  readonly rate: number;
  /** Of one workspace a day, in the money of the prices; null for no bound. */
  readonly budget: number | null;
}

/**
 * Which model answers, or null when none is configured.
 * @throws LoomError `command.bad_environment` naming each variable that does not fit
 */
export function readModelSettings(variables: Readonly<Record<string, string | undefined>>): ModelSettings | null {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = variablesSchema.safeParse(given);
  if (!parsed.success) {
    throw wrong(parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`).join('; '));
  }
  const read = parsed.data;
  if (read.HOLOLOOM_MODEL === undefined) return null;
  const [provider = '', ...rest] = read.HOLOLOOM_MODEL.split(':');
  const known = providers.find((each) => each === provider) ?? 'openai-compatible';
  if (known === 'openai-compatible' && read.HOLOLOOM_MODEL_URL === undefined) {
    throw wrong('HOLOLOOM_MODEL_URL must say where a model of openai-compatible is, such as http://127.0.0.1:11434/v1');
  }
  const key = read.HOLOLOOM_MODEL_KEY ?? read.HOLOLOOM_SECRET_MODEL_KEY ?? null;
  if (known !== 'openai-compatible' && key === null) throw wrong(`HOLOLOOM_MODEL_KEY must hold a key of ${known}`);
  const [priceIn = 0, priceOut = 0] = read.HOLOLOOM_MODEL_PRICE.split('/').map((price) => Number(price) / perMillion);
  return {
    provider: known,
    model: rest.join(':').slice(0, limits.nameCharactersMax),
    url: read.HOLOLOOM_MODEL_URL?.replace(/\/+$/, '') ?? null,
    key,
    strict: read.HOLOLOOM_MODEL_SCHEMA === 'strict',
    priceIn,
    priceOut,
    wholeMs: read.HOLOLOOM_MODEL_SECONDS * 1_000,
    rate: read.HOLOLOOM_MODEL_RATE,
    budget: read.HOLOLOOM_MODEL_BUDGET ?? null,
  };
}

function wrong(problem: string): LoomError {
  return new LoomError(
    'command.bad_environment',
    `The model of the worker is not configured as it should be: ${problem}.`,
    'Set the HOLOLOOM_MODEL variables as docs/OPERATING.md shows, or leave HOLOLOOM_MODEL out.',
  );
}
