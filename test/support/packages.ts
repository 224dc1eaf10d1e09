import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inOrder } from '../../client/cli/example-packages.ts';
import { type Bundle, bundleSchema } from '../../domain/market/bundle.ts';

const folder = join(__dirname, '..', '..', 'examples', 'packages');

/** The example package of that name, as it is published. */
function examplePackage(name: string): Bundle {
  const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
  const examples = readdirSync(join(folder, name)).includes('expected.json') ? JSON.parse(read('expected.json')) : [];
  return bundleSchema.parse({
    source: read('program.loop'),
    metadata: JSON.parse(read('metadata.json')),
    documentation: read('README.md'),
    examples,
  });
}

/** All example packages, dependencies before those that need them. */
export function examplePackages(): readonly Bundle[] {
  return inOrder(readdirSync(folder).map(examplePackage));
}
