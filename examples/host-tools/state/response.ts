import { join } from 'node:path';
import { type Incident, parseJson, readEvidence } from '../incident/folder.ts';
import { type Inventory, inventorySchema } from '../incident/schema.ts';
import { type Files, versionName } from './versions.ts';

/** Where the response to an incident keeps its files; paths with `/`, relative to the state folder. */
export const inventoryFile = 'inventory.json';

export function responseFolder(id: string): string {
  return `incidents/${id}`;
}

/** The folder of all versions of the copies of inventory and configuration. */
export function versionsFolder(home: string, id: string): string {
  return join(home, responseFolder(id), 'versions');
}

/** Where one version is; null before the first change, when there is none. */
export function versionPath(id: string, version: number): string | null {
  return version === 0 ? null : `${responseFolder(id)}/versions/${versionName(version)}`;
}

/** The inventory and the configuration of its hosts, as they were saved with the incident. */
export async function originalFiles(incident: Incident): Promise<Files> {
  const configuration = incident.inventory.hosts.flatMap((host) => host.configuration.map(({ file }) => file));
  const files = new Map<string, string>();
  for (const file of [inventoryFile, ...configuration]) files.set(file, await readEvidence(incident, file));
  return files;
}

/** The inventory as it is written, fields in their order: a change to it should be the only difference people see. */
export function readInventory(files: Files): Inventory {
  const text = files.get(inventoryFile) ?? '';
  parseJson(text, inventorySchema, `The copy of "${inventoryFile}"`);
  // The schema changes nothing it accepts; it would only put the fields it knows first.
  return JSON.parse(text) as Inventory;
}

export function writeInventory(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`;
}
