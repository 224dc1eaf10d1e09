import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';

/** Where the tools read and write; absolute paths. */
export interface Settings {
  /** One folder per incident; never written to. */
  readonly incidents: string;
  /** State: everything the tools write lies below it. */
  readonly home: string;
}

const environmentSchema = z.object({
  HOLOLOOM_INCIDENTS: z.string().min(1).optional(),
  HOLOLOOM_HOME: z.string().min(1).default('.hololoom'),
});

/**
 * Reads `HOLOLOOM_INCIDENTS` (default: the incidents that ship with HoloLoom) and `HOLOLOOM_HOME` (default:
 * `.hololoom` in the working directory).
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const { HOLOLOOM_INCIDENTS, HOLOLOOM_HOME } = environmentSchema.parse(environment);
  return { incidents: resolve(HOLOLOOM_INCIDENTS ?? shippedIncidents()), home: resolve(HOLOLOOM_HOME) };
}

/** `examples/incidents` of the package this file is in, be it the source or what was compiled from it. */
function shippedIncidents(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const incidents = join(folder, 'examples', 'incidents');
    if (existsSync(incidents)) return incidents;
    if (folder === dirname(folder)) break;
  }
  throw new LoomError(
    'tool.evidence_missing',
    'The incidents that ship with HoloLoom are not where the package keeps them.',
    'Set HOLOLOOM_INCIDENTS to a folder of incidents, or install HoloLoom again.',
  );
}
