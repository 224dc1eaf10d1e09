import { z } from 'zod';
import type { Command, Place } from '../commands/command.ts';
import { commands } from '../commands/index.ts';
import type { Mouth } from '../commands/parse.ts';

const json = z.boolean().default(false).meta({ description: 'One JSON object on stdout, everything else on stderr' });
const requestId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be letters, digits, ".", "_" and "-", at most 100')
  .optional()
  .meta({ label: 'ID', description: 'A name for this request: asked again with the same one, the first run is found' });

const as = z
  .string()
  .regex(/^@?[^\s@]+$/, 'must be a name such as @ann')
  .optional()
  .meta({ label: 'NAME', description: 'Do it in the name of somebody else, to try things' });

/** What a terminal adds to the arguments of a command. */
export const terminalOptionsSchema = z.object({ json, requestId, as });

/** Those of them that make sense for a command. */
export function terminalOptions(command: Command): z.ZodObject {
  if (command.actsOnTerminal) return z.object({});
  return command.starts ? terminalOptionsSchema : z.object({ json });
}

/** The terminal as a mouth, in its room or on the command line. */
export function terminalMouth(place: Extract<Place, 'command line' | 'terminal room'>): Mouth {
  return { place, commands, optionsFor: terminalOptions };
}
