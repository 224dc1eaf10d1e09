import { Context } from '@temporalio/activity';
import { LoomError } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { conformance } from '../dsl/conform.ts';
import { type Plan, type PlannedTool, plannedTool } from '../dsl/plan.ts';
import type { HostTool } from './host-tool.ts';

/** A step's call of a tool, as it stands in history: the tool itself is looked up in the plan. */
export interface ToolCall {
  /** Hash of the plan. */
  readonly plan: string;
  /** Key into `Plan.tools`. */
  readonly tool: string;
  /** By parameter name; a parameter left out has its default. */
  readonly arguments: JsonObject;
  /** Tries already made before this activity, when workers died under it. */
  readonly earlierTries?: number;
}

export interface ToolDeps {
  readonly loadPlan: (hash: string) => Promise<Plan>;
  readonly hostTools: ReadonlyMap<string, HostTool>;
}

const heartbeatMs = 1_000;

/**
 * The worker's default activity: serves every tool, whatever its name.
 * @returns the tool's result, checked against the type the program declared
 */
export const toolActivity =
  ({ loadPlan, hostTools }: ToolDeps) =>
  async (call: ToolCall): Promise<Json> => {
    const plan = await loadPlan(call.plan);
    const tool = plannedTool(plan, call.tool);
    if (tool === undefined) {
      throw new LoomError(
        'tool.not_in_plan',
        `The plan ${call.plan.slice(0, 12)} has no tool "${call.tool}".`,
        'Run the loop again from its published version.',
      );
    }
    return withHeartbeats(() => callHost(tool, call, hostTools));
  };

/** Beats while the work goes on, so that a dead worker is noticed in seconds and a cancellation reaches the tool. */
async function withHeartbeats<T>(work: () => Promise<T>): Promise<T> {
  const beat = setInterval(() => Context.current().heartbeat(), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

async function callHost(tool: PlannedTool, call: ToolCall, hostTools: ReadonlyMap<string, HostTool>): Promise<Json> {
  const registered = hostNameOf(tool);
  const host = hostTools.get(registered);
  if (host === undefined) {
    throw new LoomError(
      'tool.not_registered',
      `No worker code is registered as HOST ${registered}, which "${tool.name}" calls.`,
      'Add the module that defines it to HOLOLOOM_HOST_TOOLS and restart the worker.',
    );
  }
  const input = host.input.safeParse(withDefaults(tool, call.arguments));
  if (!input.success) {
    throw new LoomError(
      'tool.bad_input',
      `"${tool.name}" cannot work with what it was given: ${describeIssues(input.error.issues)}`,
      'Change what the step passes, or the step that made it.',
    );
  }
  const { info, cancellationSignal, heartbeat } = Context.current();
  const result: unknown = await host.run(input.data as never, {
    idempotencyKey: `${info.workflowExecution?.workflowId}#${info.activityId}`,
    attempt: info.attempt + (call.earlierTries ?? 0),
    signal: cancellationSignal,
    heartbeat,
  });
  return checkedResult(tool, host, result);
}

/** The name of the HOST function; a tool made otherwise has none. */
function hostNameOf({ name, implementation }: PlannedTool): string {
  return implementation.kind === 'host' ? implementation.name : name;
}

function withDefaults(tool: PlannedTool, given: JsonObject): JsonObject {
  const defaults = tool.parameters.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]]));
  return { ...Object.fromEntries(defaults), ...given };
}

function checkedResult(tool: PlannedTool, host: HostTool, result: unknown): Json {
  const output = host.output.safeParse(result);
  const value = output.success ? ((output.data ?? null) as Json) : null;
  const wrong = output.success ? conformance(value, tool.returns) : describeIssues(output.error.issues);
  if (wrong !== null) {
    throw new LoomError(
      'tool.bad_output',
      `"${tool.name}" gave back something else than it promises: ${wrong}`,
      `Fix HOST ${hostNameOf(tool)}, or the type its TOOLS line declares.`,
    );
  }
  return value;
}

function describeIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ');
}
