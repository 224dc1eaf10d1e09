import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Implementation } from '../../dsl/plan.ts';
import type { HostTool } from '../host-tool.ts';
import { badInput, badOutput, declared, type Work } from './work.ts';

type Host = Extract<Implementation, { kind: 'host' }>;

export interface HostDeps {
  readonly hostTools: ReadonlyMap<string, HostTool>;
}

/** Calls the TypeScript function the operator registered under the tool's HOST name. */
export async function callHost({ hostTools }: HostDeps, { name }: Host, { tool, given, context }: Work): Promise<Json> {
  const host = hostTools.get(name);
  if (host === undefined) {
    throw new LoomError(
      'tool.not_registered',
      `No worker code is registered as HOST ${name}, which "${tool.name}" calls.`,
      'Add the module that defines it to HOLOLOOM_HOST_TOOLS and restart the worker.',
    );
  }
  const input = host.input.safeParse(given);
  if (!input.success) throw badInput(tool, describeIssues(input.error.issues));
  const result: unknown = await host.run(input.data as never, context);
  const output = host.output.safeParse(result);
  const hint = `Fix HOST ${name}, or the type its TOOLS line declares.`;
  if (!output.success) throw badOutput(tool, describeIssues(output.error.issues), hint);
  return declared(tool, (output.data ?? null) as Json, hint);
}

function describeIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ');
}
