import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { type InsidePlaces, insidePlace } from './address.ts';

/** What an operator allows beyond the public Internet. */
export interface EgressSettings {
  readonly inside: InsidePlaces;
  /** Origin to origin: what is meant for the first goes to the second, with the name of the first. */
  readonly routes: ReadonlyMap<string, string>;
}

export const egressDefault: EgressSettings = { inside: { hosts: new Set(), ranges: [] }, routes: new Map() };

const isOrigin = (text: string): boolean => {
  try {
    const { origin, protocol } = new URL(text);
    return origin === text && (protocol === 'https:' || protocol === 'http:');
  } catch {
    return false;
  }
};
const originSchema = z
  .string()
  .refine(isOrigin, 'is no origin such as "https://siem.example" or "http://127.0.0.1:4100"');
const fileSchema = z.strictObject({
  inside: z
    .array(
      z
        .string()
        .refine((text) => insidePlace(text) !== null, 'is neither a host name in lower case nor an address range'),
    )
    .max(1_000)
    .default([]),
  routes: z.record(originSchema, originSchema).default({}),
});

/** @throws LoomError `command.bad_environment` naming what does not fit */
export function egressSettings(content: unknown, from: string): EgressSettings {
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`);
    throw badFile(from, `does not fit: ${wrong.join('; ')}`);
  }
  const places = parsed.data.inside.map(insidePlace);
  return {
    inside: {
      hosts: new Set(places.flatMap((place) => (place !== null && 'host' in place ? [place.host] : []))),
      ranges: places.flatMap((place) => (place !== null && 'range' in place ? [place.range] : [])),
    },
    routes: new Map(Object.entries(parsed.data.routes)),
  };
}

/**
 * Reads the operator's file that HOLOLOOM_EGRESS names; without one nothing inside is open.
 * @throws LoomError `command.bad_environment`
 */
export function readEgressSettings(file: string | undefined): EgressSettings {
  if (file === undefined) return egressDefault;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badFile(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return egressSettings(content, file);
}

function badFile(file: string, problem: string): LoomError {
  return new LoomError(
    'command.bad_environment',
    `The file ${file}, which HOLOLOOM_EGRESS names, ${problem}.`,
    'Write {"inside": ["10.2.0.0/16"], "routes": {"https://a.example": "http://127.0.0.1:4100"}}, or leave the variable out.',
  );
}
