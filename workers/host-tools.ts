import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { HostTool } from '../activities/host-tool.ts';
import { LoomError } from '../domain/errors.ts';

const hostToolSchema = z.custom<HostTool>(
  (value) =>
    z
      .looseObject({
        name: z.string().min(1),
        effect: z.enum(['read', 'write']),
        input: z.instanceof(z.ZodType),
        output: z.instanceof(z.ZodType),
        run: z.function(),
      })
      .safeParse(value).success,
  'is not made by defineHostTool',
);
const moduleSchema = z.object({
  hostTools: z.custom<(environment: NodeJS.ProcessEnv) => unknown>(
    (value) => typeof value === 'function',
    'is not a function',
  ),
});

/**
 * Loads the HOST tools of an operator's modules. A module exports `hostTools(environment): HostTool[]`.
 * @throws LoomError `tool.bad_module` when a module cannot be loaded, exports something else, or repeats a name
 */
export async function loadHostTools(
  modules: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, HostTool>> {
  const tools = new Map<string, HostTool>();
  for (const path of modules) {
    try {
      // A name of its own: the compiler (7.0) forgets to qualify an imported function inside `import(...)`.
      const address = pathToFileURL(resolve(path)).href;
      const loaded: unknown = await import(address);
      for (const tool of z.array(hostToolSchema).parse(moduleSchema.parse(loaded).hostTools(environment))) {
        if (tools.has(tool.name)) throw new Error(`HOST ${tool.name} is defined twice`);
        tools.set(tool.name, tool);
      }
    } catch (error) {
      throw new LoomError(
        'tool.bad_module',
        `The host tools of ${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
        'Correct the module or take it out of HOLOLOOM_HOST_TOOLS.',
        { cause: error },
      );
    }
  }
  return tools;
}
