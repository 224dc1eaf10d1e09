import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './embedded/package-root.ts';

/** Names of the packages that ship with HoloLoom: whoever upgraded it has agreed to their versions. */
export function shippedPackages(): ReadonlySet<string> {
  const folder = join(packageRoot, 'examples', 'packages');
  return new Set(readdirSync(folder).map((name) => nameIn(join(folder, name, 'metadata.json'))));
}

function nameIn(file: string): string {
  const { workflow_id: name } = JSON.parse(readFileSync(file, 'utf8')) as { readonly workflow_id: string };
  return name;
}
