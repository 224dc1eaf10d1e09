import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LoomError } from '../domain/errors.ts';
import type { WorkerEnvironment } from './environment.ts';

/** The operator's file about HTTP: the one that is named, else `egress.json` of the state folder where there is one. */
export function egressFileOf({ HOLOLOOM_EGRESS: named, HOLOLOOM_HOME: home }: WorkerEnvironment): string | undefined {
  return named ?? inHome(home, 'egress.json');
}

const secretsSchema = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of a secret'),
  z.string().min(1),
);

/**
 * The secrets of the operator's file, as variables: `{"siem_token": "…"}` gives HOLOLOOM_SECRET_SIEM_TOKEN. The file is
 * the one that is named, else `secrets.json` of the state folder where there is one.
 * @throws LoomError `command.bad_environment` when it cannot be read, does not fit, or may be read by others
 */
export function secretsOf({
  HOLOLOOM_SECRETS,
  HOLOLOOM_HOME: home,
}: WorkerEnvironment): Readonly<Record<string, string>> {
  const file = HOLOLOOM_SECRETS ?? inHome(home, 'secrets.json');
  if (file === undefined) return {};
  let secrets: z.output<typeof secretsSchema>;
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) throw new Error('others may read it');
    secrets = secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    // Neither zod nor JSON.parse may repeat what stands in the file.
    const why = error instanceof z.ZodError ? 'it is no object of names and texts' : reasonOf(error);
    throw new LoomError(
      'command.bad_environment',
      `The file of secrets ${file} cannot be taken: ${why}.`,
      'Write {"siem_token": "…"} into it, and let nobody else read it: chmod 600.',
    );
  }
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [`HOLOLOOM_SECRET_${name.toUpperCase()}`, value]),
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is no JSON';
  return error instanceof Error ? error.message : String(error);
}

function inHome(home: string | undefined, name: string): string | undefined {
  if (home === undefined) return undefined;
  const file = join(home, name);
  return existsSync(file) ? file : undefined;
}
