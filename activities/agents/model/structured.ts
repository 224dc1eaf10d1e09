import { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { jsonDepth } from '../../../domain/json-depth.ts';
import { limits } from '../../../domain/limits.ts';
import { shownBriefly } from '../../../domain/shown.ts';
import { conformance } from '../../../dsl/conform.ts';
import { declaredOnly, jsonSchemaOf } from '../../../dsl/json-schema.ts';
import type { LoopType } from '../../../dsl/plan.ts';
import type { Pass, Usage } from '../door.ts';
import { callModel, type ModelCall, type ModelParts } from './call.ts';
import { dataBlock } from './data-block.ts';

/** What a model is to fill in: the schema it is told, and how what it wrote is read. */
export interface Form<T> {
  readonly schema: JsonObject;
  /** Reads what it wrote; fields that are not declared are dropped, never taken. */
  read(written: Json): { readonly value: T } | { readonly problem: string };
}

export interface Filled<T> {
  readonly value: T;
  readonly usage: Usage;
  /** That it had to be asked again, when it had. */
  readonly repairs: readonly Pass[];
}

/** A form made of a zod schema of an object. */
export function formOf<T>(schema: z.ZodType<T>): Form<T> {
  const json = z.toJSONSchema(schema, { io: 'output' }) as JsonObject;
  return {
    schema: json,
    read(written) {
      const parsed = schema.safeParse(onlyKnown(written, json));
      if (parsed.success) return { value: parsed.data };
      const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
      return { problem: problems.join('; ') };
    },
  };
}

/** A form with one field `answer` of a type of LOOP: the schema of an answer must be an object, whatever the type. */
export function formOfType(type: LoopType): Form<Json> {
  const whole: LoopType = { t: 'object', fields: [{ name: 'answer', optional: false, type }] };
  return {
    schema: jsonSchemaOf(whole),
    read(written) {
      const kept = declaredOnly(written, whole);
      const problem = conformance(kept, whole);
      return problem === null ? { value: (kept as { readonly answer: Json }).answer } : { problem };
    },
  };
}

/**
 * Asks for an object, and once more when what came is none of the kind.
 * @throws LoomError `agent.bad_answer` when the second is none either
 */
export async function fillIn<T>(parts: ModelParts, call: ModelCall, form: Form<T>): Promise<Filled<T>> {
  const asked = {
    ...call,
    schema: form.schema,
    prompt: `${call.prompt}\n\nAnswer with one JSON object and nothing else. It must fit this JSON Schema:\n${JSON.stringify(form.schema)}`,
  };
  const first = await callModel(parts, asked);
  const read = readWith(form, first.text);
  if ('value' in read) return { value: read.value, usage: first.usage, repairs: [] };
  const again = await callModel(parts, {
    ...asked,
    purpose: `${call.purpose}.repair`,
    prompt: [
      asked.prompt,
      `What you wrote does not fit: ${shownBriefly(read.problem, limits.nameCharactersMax * 2)}`,
      dataBlock('what you wrote', first.text),
      'Write it again so that it fits the schema.',
    ].join('\n\n'),
  });
  const repaired = readWith(form, again.text);
  const usage = added(first.usage, again.usage);
  if ('value' in repaired) {
    return { value: repaired.value, usage, repairs: [{ name: 'repair', outcome: shownBriefly(read.problem, 200) }] };
  }
  throw new LoomError(
    'agent.bad_answer',
    `${call.agent} answered twice with something else than was asked for: ${shownBriefly(repaired.problem, 200)}`,
    'Ask for less structure, or configure a model that keeps to a schema (HOLOLOOM_MODEL_SCHEMA=strict).',
  );
}

export function added(one: Usage, other: Usage): Usage {
  return {
    calls: one.calls + other.calls,
    tokensIn: one.tokensIn + other.tokensIn,
    tokensOut: one.tokensOut + other.tokensOut,
    cost: one.cost + other.cost,
  };
}

export const nothingUsed: Usage = { calls: 0, tokensIn: 0, tokensOut: 0, cost: 0 };

function readWith<T>(form: Form<T>, text: string): ReturnType<Form<T>['read']> {
  // Models like to fence what they write, whatever they are told.
  const plain = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
  if (jsonDepth(plain) > limits.jsonDepthMax) return { problem: 'it is nested too deep' };
  try {
    return form.read(JSON.parse(plain) as Json);
  } catch {
    return { problem: `it is no JSON: ${shownBriefly(text, 60)}` };
  }
}

/** The fields a schema of an object declares, at every depth that it describes. */
function onlyKnown(value: Json, schema: Json | undefined): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return value;
  const { properties, items } = schema as { readonly properties?: JsonObject; readonly items?: Json };
  if (Array.isArray(value)) return items === undefined ? value : value.map((item: Json) => onlyKnown(item, items));
  if (typeof value !== 'object' || value === null || properties === undefined) return value;
  const given = value as JsonObject;
  const known = Object.keys(properties).filter((key) => Object.hasOwn(given, key));
  return Object.fromEntries(known.map((key) => [key, onlyKnown(given[key] ?? null, properties[key])]));
}
