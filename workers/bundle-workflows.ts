import { writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** The workflows' entry and the interceptor of their errors: `.ts` in the sources and tests, `.js` once compiled. */
function workflowModule(name: string): string {
  return join(__dirname, '..', 'workflows', name + extname(__filename));
}

/**
 * Bundles the workflows and their interceptors into one text, which starts a worker 1-2 s faster than bundling then.
 * Their modules hold no state, so a worker loads them once: by default each run would load all of them anew.
 */
export async function bundleWorkflows(): Promise<string> {
  const modules = [workflowModule('index'), workflowModule('failures')] as const;
  const [workflowsPath, interceptors] = modules;
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [interceptors],
    preloadModules: [workflowModule('stack-depth'), ...modules],
    logger: new DefaultLogger('WARN'),
  });
  return code;
}

/** `node bundle-workflows.js FILE` writes the bundle to FILE. */
async function main(file: string): Promise<void> {
  writeFileSync(file, await bundleWorkflows());
}

if (require.main === module) {
  const file = process.argv[2];
  if (file === undefined) throw new Error('Name the file to write the bundle to.');
  void main(file);
}
