import { Context } from '@temporalio/activity';
import { LoomError } from '../domain/errors.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { limits } from '../domain/limits.ts';
import { type Plan, plannedTool } from '../dsl/plan.ts';
import { withHeartbeats } from './heartbeat.ts';
import { callHost, type HostDeps } from './tools/host.ts';
import { callHttp, type HttpDeps } from './tools/http.ts';
import { callPrompt, type PromptDeps } from './tools/prompt.ts';
import { badOutput, type Work, withDefaults } from './tools/work.ts';

/** A step's call of a tool, as it stands in history: the tool itself is looked up in the plan. */
export interface ToolCall {
  /** Hash of the plan. */
  readonly plan: string;
  /** Key into `Plan.tools`. */
  readonly tool: string;
  /** By parameter name; a parameter left out has its default. */
  readonly arguments: JsonObject;
  /** Workflow id of the run in which the step was first tried, when this one resumes it. */
  readonly origin?: string;
  /** Tries already made before this activity, when workers died under it. */
  readonly earlierTries?: number;
}

export interface ToolDeps extends HostDeps, HttpDeps, PromptDeps {
  readonly loadPlan: (hash: string) => Promise<Plan>;
}

/**
 * The worker's default activity: serves every tool, whatever its name.
 * @returns the tool's result, checked against the type the program declared
 */
export const toolActivity =
  (deps: ToolDeps) =>
  async (call: ToolCall): Promise<Json> => {
    const plan = await deps.loadPlan(call.plan);
    const tool = plannedTool(plan, call.tool);
    if (tool === undefined) {
      throw new LoomError(
        'tool.not_in_plan',
        `The plan ${call.plan.slice(0, 12)} has no tool "${call.tool}".`,
        'Run the loop again from its published version.',
      );
    }
    const { info, cancellationSignal, heartbeat } = Context.current();
    const context = {
      idempotencyKey: `${call.origin ?? info.workflowExecution?.workflowId}#${info.activityId}`,
      attempt: info.attempt + (call.earlierTries ?? 0),
      signal: cancellationSignal,
      heartbeat,
    };
    const given = withDefaults(tool, call.arguments);
    const result = await withHeartbeats(() => perform(deps, { plan, tool, given, context }));
    const bytes = Buffer.byteLength(JSON.stringify(result));
    if (bytes > limits.resultBytesMax) {
      throw badOutput(
        tool,
        `${bytes} bytes, and at most ${limits.resultBytesMax} fit`,
        'Give back what people need, and files by their path.',
      );
    }
    return result;
  };

function perform(deps: ToolDeps, work: Work): Promise<Json> {
  const { implementation } = work.tool;
  switch (implementation.kind) {
    case 'host':
      return callHost(deps, implementation, work);
    case 'http':
      return callHttp(deps, implementation, work);
    case 'prompt':
      return callPrompt(deps, implementation, work);
  }
}
