import { Script } from 'node:vm';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm';
import { bundleWorkflows } from '../../../workers/bundle-workflows.ts';

export type Sandbox = ReusableVMWorkflowCreator;

let bundled: Promise<string> | undefined;

/** The code of the workflows, as a worker gets it; bundled once a process. */
export function workflowCode(): Promise<string> {
  bundled ??= bundleWorkflows();
  return bundled;
}

/**
 * The sandbox in which a worker runs workflows, without a worker or a server: the SDK's own runtime, so cancellation
 * scopes, timers and the order of promises are those of production.
 * @param code of the workflows, bundled
 */
export function sandbox(code: string): Sandbox {
  const withoutMap = code.replace(/\n\/\/# sourceMappingURL=[^\n]*/, '');
  const filename = 'workflow-bundle.js';
  const sourceMap = { version: 3, sources: [], names: [], mappings: '', file: filename, sourcesContent: [] };
  const bundle = { code: withoutMap, sourceMap, filename };
  // Made without `create`, which traces every promise for the web UI, and without a watchdog for each call into it:
  // together they take nine tenths of the time.
  return new ReusableVMWorkflowCreator(
    new Script(`Error.stackTraceLimit = 0;${withoutMap}`, { filename }),
    bundle as never,
    undefined as never,
    new Set(),
  );
}
