import type { Json } from '../../domain/json.ts';
import type { Expression, HttpMethod, LoopType, Plan, PlannedStep, PlannedTool } from '../../dsl/plan.ts';
import { planOf } from './plans.ts';

export const anything: LoopType = { t: 'any' };

/** A template as it is compiled: texts are fixed, names are values. `url('https://a.example/', ['id'])` */
export function template(...parts: readonly (string | readonly [name: string])[]): Expression {
  const compiled = parts.map(
    (part): Expression => (typeof part === 'string' ? { t: 'literal', value: part } : { t: 'name', name: part[0] }),
  );
  const [only] = compiled;
  return compiled.length === 1 && only?.t === 'literal' ? only : { t: 'template', parts: compiled };
}

export interface HttpToolOptions {
  readonly method?: HttpMethod;
  readonly parameters?: Readonly<Record<string, LoopType>>;
  readonly returns?: LoopType;
  readonly secret?: string;
  /** Names of parameters sent as fields of the same name; or any expression. */
  readonly with?: readonly string[] | Expression;
}

/** A tool made by HTTP; every parameter its URL or WITH names takes anything. */
export function httpTool(name: string, url: Expression, options: HttpToolOptions = {}): PlannedTool {
  const { method = 'GET', parameters = {}, returns = anything, secret = null, with: sent } = options;
  const fields = Array.isArray(sent) ? (sent as readonly string[]) : [];
  const named = [
    ...(url.t === 'template' ? url.parts : []).flatMap((part) => (part.t === 'name' ? part.name : [])),
    ...fields,
  ];
  const types = { ...Object.fromEntries(named.map((each) => [each, anything])), ...parameters };
  return {
    name,
    from: null,
    parameters: Object.entries(types).map(([each, type]) => ({ name: each, type })),
    returns,
    effect: method === 'GET' ? 'read' : 'write',
    implementation: {
      kind: 'http',
      method,
      url,
      with: sent === undefined ? null : isFields(sent) ? objectOf(sent) : sent,
      secret,
    },
  };
}

const isFields = (sent: readonly string[] | Expression): sent is readonly string[] => Array.isArray(sent);
const objectOf = (fields: readonly string[]): Expression => ({
  t: 'object',
  fields: fields.map((each) => [each, { t: 'name', name: each }] as const),
});

/** A plan with these tools and steps. */
export function planWith(tools: readonly PlannedTool[], steps: readonly PlannedStep[]): Plan {
  const own = Object.fromEntries(tools.map((tool) => [tool.name, tool]));
  const plan = planOf('called', steps);
  return { ...plan, format: 2, tools: { ...plan.tools, ...own } };
}

/** What a tool is called with, as its activity sees it. */
export function workOf(tool: PlannedTool, given: Readonly<Record<string, Json>>) {
  const context = {
    idempotencyKey: 'loop/1#step',
    attempt: 1,
    signal: new AbortController().signal,
    heartbeat: () => undefined,
  };
  return { plan: planWith([tool], []), tool, given, context };
}
