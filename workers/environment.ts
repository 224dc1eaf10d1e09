import { delimiter, join } from 'node:path';
import { z } from 'zod';
import type { GroupsFile } from '../activities/groups.ts';
import { environmentSchema } from '../domain/environment.ts';
import { LoomError } from '../domain/errors.ts';
import { packageRoot } from './embedded/package-root.ts';

const workerEnvironmentSchema = environmentSchema.extend({
  /** Modules that export `hostTools`, separated as in PATH. */
  HOLOLOOM_HOST_TOOLS: z
    .string()
    .default('')
    .transform((text) => text.split(delimiter).filter((path) => path !== '')),
  /** A JSON file that opens places inside the network to HTTP tools; see docs/OPERATING.md. */
  HOLOLOOM_EGRESS: z
    .string()
    .optional()
    .transform((path) => path || undefined),
  /** A JSON file of secrets by name, which nobody else may read; see docs/OPERATING.md. */
  HOLOLOOM_SECRETS: z.string().min(1).optional(),
  /** A folder of Markdown files that agents answer from while no model is configured. */
  HOLOLOOM_RUNBOOKS: z
    .string()
    .optional()
    .transform((path) => path || join(packageRoot, 'examples', 'runbooks')),
  /** Who belongs to which group; see docs/OPERATING.md. */
  HOLOLOOM_GROUPS: z.string().min(1).optional(),
  /** Lets this worker publish in the registry. */
  HOLOLOOM_REGISTRY_TOKEN: z.string().min(1).optional(),
  HOLOLOOM_HOME: z.string().min(1).optional(),
  HOLOLOOM_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type WorkerEnvironment = z.infer<typeof workerEnvironmentSchema>;

/** @throws LoomError `command.bad_environment` naming each variable that does not fit */
export function readWorkerEnvironment(variables: NodeJS.ProcessEnv): WorkerEnvironment {
  const parsed = workerEnvironmentSchema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw new LoomError(
    'command.bad_environment',
    `The environment of the worker does not fit: ${wrong.join('; ')}.`,
    'Set these variables as .env.example shows, or type "npm start" for the embedded default.',
  );
}

/** The operator's groups: the file that is named, else `groups.json` of the state folder, which need not be there. */
export function groupsFileOf({ HOLOLOOM_GROUPS: named, HOLOLOOM_HOME: home }: WorkerEnvironment): GroupsFile {
  if (named !== undefined) return { path: named, named: true };
  return { path: home === undefined ? null : join(home, 'groups.json'), named: false };
}
