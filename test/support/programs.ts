import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** The programs on the page of the language. */
export function programsOfPage(): string[] {
  const page = readFileSync(join(root, 'docs', 'LANGUAGE.md'), 'utf8');
  return [...page.matchAll(/```loop\n([\s\S]*?)```/g)].map(([, program = '']) => program);
}

/** Programs in files, by their path from the root of the repository. */
export function programsIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const paths = files.filter((file) => file.endsWith('.loop')).map((file) => join(folder, file));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
