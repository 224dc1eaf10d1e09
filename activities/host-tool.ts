import type { z } from 'zod';

/** What a HOST tool may know about the call it serves. */
export interface HostContext {
  /** The same for every try of one step of one run, different for any other: make writes idempotent by it. */
  readonly idempotencyKey: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the run is cancelled or the worker shuts down. */
  readonly signal: AbortSignal;
  /** Tells Temporal that the work goes on; call it at least every few seconds in long work. */
  readonly heartbeat: (details?: unknown) => void;
}

/** Code an operator registers on the worker, callable from LOOP as `HOST name`. */
export interface HostTool {
  readonly name: string;
  readonly effect: 'read' | 'write';
  /** Parses the arguments (by parameter name), runs, parses the result; a mismatch is a final `tool.bad_input` or `tool.bad_output`. */
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly run: (input: never, context: HostContext) => Promise<unknown>;
}

/**
 * Registers a TypeScript function as a HOST tool.
 * @example defineHostTool({ name: 'deployer/deploy', effect: 'write', input: z.object({ service: z.string() }),
 *   output: z.object({ previous: z.string() }), run: async ({ service }, { idempotencyKey }) => … })
 */
export function defineHostTool<Input extends z.ZodType, Output extends z.ZodType>(tool: {
  name: string;
  effect: 'read' | 'write';
  input: Input;
  output: Output;
  run: (input: z.output<Input>, context: HostContext) => Promise<z.input<Output>>;
}): HostTool {
  return tool;
}
