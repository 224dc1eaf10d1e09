import { LoomError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { conformance } from '../../dsl/conform.ts';
import type { Plan, PlannedTool } from '../../dsl/plan.ts';
import type { HostContext } from '../host-tool.ts';

/** One call of a tool, whatever it is made of. */
export interface Work {
  readonly plan: Plan;
  readonly tool: PlannedTool;
  /** By parameter name, defaults put in. */
  readonly given: JsonObject;
  readonly context: HostContext;
}

export function withDefaults(tool: PlannedTool, given: JsonObject): JsonObject {
  const defaults = tool.parameters.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]]));
  return { ...Object.fromEntries(defaults), ...given };
}

/**
 * What the expressions of a tool see: its parameters and nothing else; one without a value is null.
 * @throws LoomError `tool.bad_input` when a value does not fit its declared type
 */
export function scopeOf({ tool, given }: Work): ReadonlyMap<string, Json> {
  return new Map(
    tool.parameters.map(({ name, type, default: fallback }) => {
      const value = Object.hasOwn(given, name) ? (given[name] ?? null) : null;
      const wrong = value === null && fallback === null ? null : conformance(value, type, name);
      if (wrong !== null) throw badInput(tool, wrong);
      return [name, value] as const;
    }),
  );
}

/** @returns the value, when it fits the type the program declared @throws LoomError `tool.bad_output` */
export function declared(tool: PlannedTool, value: Json, hint: string): Json {
  const wrong = conformance(value, tool.returns);
  if (wrong !== null) throw badOutput(tool, wrong, hint);
  return value;
}

export function badInput({ name }: PlannedTool, problem: string): LoomError {
  return new LoomError(
    'tool.bad_input',
    `"${name}" cannot work with what it was given: ${problem}`,
    'Change what the step passes, or the step that made it.',
  );
}

export function badOutput({ name }: PlannedTool, problem: string, hint: string): LoomError {
  return new LoomError('tool.bad_output', `"${name}" gave back something else than it promises: ${problem}`, hint);
}
