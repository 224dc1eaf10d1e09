import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A worker loads the modules of its workflows once for all runs (workers/bundle-workflows.ts), so none may keep anything
 * between two calls: what one run wrote there, another would read.
 */
const keepsState =
  /^(export )?(let|var) |^(export )?const [^=]+=\s*(new (Map|Set|WeakMap|WeakSet)(<.*>)?\(\)|\[\]|\{\})/m;
const imported = /^(?:import|export) (?!type )[^;]*? from '(\.[^']+\.ts)'/gm;

const read = (file: string): string => readFileSync(file, 'utf8');

/** The files that are loaded with some: what these import, not as types alone, and so on. */
function loadedWith(...first: readonly string[]): readonly string[] {
  const found = new Set(first);
  for (const file of found) {
    for (const [, path = ''] of read(file).matchAll(imported)) found.add(join(dirname(file), path));
  }
  return [...found];
}

it('keeps no state in the modules that workflows are made of', () => {
  const modules = loadedWith('workflows/index.ts', 'workflows/failures.ts');
  expect(modules).toEqual(expect.arrayContaining(['workflows/interpreter/index.ts', 'domain/errors.ts']));
  expect(modules.filter((file) => keepsState.test(read(file)))).toEqual([]);
});

it.each([
  'let runs = 0;',
  'export var last: string;',
  'const seen = new Map<string, Plan>();',
  'export const found: string[] = [];',
  'const cache: Record<string, number> = {};',
])('sees state in "%s"', (line) => {
  expect(keepsState.test(`import { a } from './a.ts';\n${line}\n`)).toBe(true);
});
