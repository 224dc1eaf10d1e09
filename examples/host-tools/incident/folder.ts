import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';
import { isMissingFile } from '../missing-file.ts';
import { type IncidentFile, type Inventory, incidentFileSchema, inventorySchema } from './schema.ts';

/** An incident whose description and inventory were read and found sound. */
export interface Incident {
  readonly id: string;
  readonly folder: string;
  readonly about: IncidentFile;
  readonly inventory: Inventory;
}

const idsShownMax = 20;
const fileBytesMax = 4 * 1024 * 1024;

/**
 * Opens the incident with this id.
 * @param incidents the folder that holds one folder per incident
 * @param id compared with the names of those folders and never made part of a path, so `../..` is just unknown
 * @throws LoomError `tool.unknown_incident`, saying which incidents there are; `tool.evidence_missing` or
 * `tool.evidence_unreadable` when its description or inventory is not there or not sound
 */
export async function openIncident(incidents: string, id: string): Promise<Incident> {
  const ids = await listIncidents(incidents);
  const known = ids.find((each) => each === id);
  if (known === undefined) throw unknownIncident(incidents, id, ids);
  const folder = join(incidents, known);
  const about = await readJson(known, folder, 'incident.json', incidentFileSchema);
  const inventory = await readJson(known, folder, 'inventory.json', inventorySchema);
  const stranger = about.logs.find(({ host }) => !inventory.hosts.some(({ name }) => name === host));
  if (stranger !== undefined) {
    throw new LoomError(
      'tool.evidence_unreadable',
      `${known} has a log of host "${stranger.host}", which its inventory does not list.`,
      `Add "${stranger.host}" to inventory.json of ${known}, or correct the name in incident.json.`,
    );
  }
  return { id: known, folder, about, inventory };
}

/** Reads one of the incident's files as text. */
export async function readEvidence(incident: Pick<Incident, 'id' | 'folder'>, file: string): Promise<string> {
  try {
    const text = await readFile(join(incident.folder, file), 'utf8');
    if (text.length <= fileBytesMax) return text;
  } catch (error) {
    throw missingEvidence(incident.id, file, error);
  }
  throw new LoomError(
    'tool.evidence_unreadable',
    `"${file}" of ${incident.id} is larger than ${fileBytesMax} bytes.`,
    'Check that the right file was saved under this name.',
  );
}

/** The error for a file that an incident names and that cannot be read; anything but "not there" stays what it was. */
export function missingEvidence(id: string, file: string, cause: unknown): unknown {
  if (!isMissingFile(cause)) return cause;
  return new LoomError(
    'tool.evidence_missing',
    `${id} names the file "${file}", which is not in its folder.`,
    'Put the file there, or take it out of incident.json or inventory.json, then run again.',
    { cause },
  );
}

async function listIncidents(incidents: string): Promise<readonly string[]> {
  const entries = await readdir(incidents, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissingFile(error)) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort(new Intl.Collator('en', { numeric: true }).compare);
}

function unknownIncident(incidents: string, id: string, ids: readonly string[]): LoomError {
  const listed = ids.slice(0, idsShownMax).join(', ');
  const more = ids.length > idsShownMax ? ` and ${ids.length - idsShownMax} more` : '';
  return new LoomError(
    'tool.unknown_incident',
    ids.length === 0
      ? `There is no incident ${JSON.stringify(id.slice(0, 80))}: no incidents are kept in ${incidents}.`
      : `There is no incident ${JSON.stringify(id.slice(0, 80))}. Known: ${listed}${more}.`,
    ids.length === 0
      ? 'Set HOLOLOOM_INCIDENTS to the folder that holds one folder per incident.'
      : 'Use one of the known incidents, or add a folder for this one (see examples/README.md).',
  );
}

async function readJson<Schema extends z.ZodType>(
  id: string,
  folder: string,
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readEvidence({ id, folder }, file);
  return parseJson(text, schema, `"${file}" of ${id}`);
}

/** @throws LoomError `tool.evidence_unreadable` naming `what` and the first thing wrong with it */
export function parseJson<Schema extends z.ZodType>(text: string, schema: Schema, what: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(what, error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(what, `${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

function unreadable(what: string, why: string): LoomError {
  return new LoomError(
    'tool.evidence_unreadable',
    `${what} cannot be used: ${why}.`,
    'Correct the file (examples/README.md shows the shape), then run again.',
  );
}
