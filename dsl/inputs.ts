import { LoomError } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { conformance } from './conform.ts';
import { describeType } from './describe-type.ts';
import { readDuration } from './duration.ts';
import { nearest } from './nearest.ts';
import type { LoopType, Parameter, Plan } from './plan.ts';

/** Inputs as someone gave them. */
export interface GivenInputs {
  /** As values, from a program. */
  readonly values?: JsonObject;
  /** As words, from a person: read by the type the loop declares. */
  readonly words?: Readonly<Record<string, string>>;
}

export interface ReadInputs {
  readonly inputs: JsonObject;
  /** One sentence for each input that is missing, unknown or of the wrong type. */
  readonly wrong: readonly string[];
}

/** Reads what was given by what the loop wants; inputs left out get their default when the run starts. */
export function readInputs(parameters: readonly Parameter[], given: GivenInputs): ReadInputs {
  const inputs: Record<string, Json> = Object.create(null);
  const wrong: string[] = [];
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const names = parameters.map(({ name, type }) => `${name}: ${describeType(type)}`).join(', ') || 'none';

  const accept = (name: string, read: (type: LoopType) => Json): void => {
    const parameter = known.get(name);
    if (parameter === undefined) {
      const meant = nearest(name, known.keys());
      const guess = meant === null ? '' : ` Did you mean "${meant}"?`;
      wrong.push(`There is no input "${name}"; the inputs are ${names}.${guess}`);
      return;
    }
    const value = read(parameter.type);
    const misfit = conformance(value, parameter.type);
    if (misfit === null) inputs[name] = value;
    else wrong.push(`Input "${name}": ${misfit}.`);
  };
  for (const [name, value] of Object.entries(given.values ?? {})) accept(name, () => value);
  for (const [name, word] of Object.entries(given.words ?? {})) accept(name, (type) => readWord(word, type));

  const refused = new Set([...Object.keys(given.values ?? {}), ...Object.keys(given.words ?? {})]);
  for (const { name, type, default: fallback } of parameters) {
    if (refused.has(name) || fallback !== undefined || type.t === 'optional') continue;
    wrong.push(`Input "${name}" (${describeType(type)}) is missing.`);
  }
  return { inputs: { ...inputs }, wrong };
}

/**
 * Reads the inputs that are known already; the others may still be missing.
 * @throws LoomError `loop.inputs_wrong`
 */
export function readSomeInputs(
  { loop, inputs }: Pick<Plan, 'loop' | 'inputs'>,
  words: Readonly<Record<string, string>>,
): JsonObject {
  const optional = inputs.map((input) => ({ ...input, default: input.default ?? null }));
  const { inputs: read, wrong } = readInputs(optional, { words });
  if (wrong.length === 0) return read;
  throw new LoomError(
    'loop.inputs_wrong',
    `${loop} takes other inputs. ${wrong.join(' ')}`,
    'Give inputs as name=value, or leave them out.',
  );
}

const textual = new Set<LoopType['t']>(['text', 'user', 'room', 'time', 'literal']);

/** `42` is the number 42 where a number is wanted and the text "42" where a text is. */
function readWord(word: string, type: LoopType): Json {
  if (textual.has(type.t)) return word;
  if (type.t === 'optional') return word === 'null' ? null : readWord(word, type.of);
  if (type.t === 'duration') return readDuration(word) ?? word;
  if (type.t === 'union' && type.of.some((each) => conformance(word, each) === null)) return word;
  try {
    return JSON.parse(word) as Json;
  } catch {
    return word;
  }
}
