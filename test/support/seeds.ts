import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const filesIn = (folder: string): string[] => readdirSync(join(root, folder));
const blocksIn = (page: string): string[] =>
  [...read(page).matchAll(/```loop\n([\s\S]*?)```/g)].map(([, program = '']) => program);

/** Every program there is: of the examples, of the pages, and of the tests, right and broken; the long ones left out. */
export const seeds: readonly string[] = [
  ...filesIn('test/dsl/whole').map((file) => read('test/dsl/whole', file)),
  ...filesIn('examples/packages').flatMap((folder) =>
    filesIn(join('examples/packages', folder)).flatMap((file) =>
      file.endsWith('.loop') ? [read('examples/packages', folder, file)] : [],
    ),
  ),
  ...['README.md', ...filesIn('docs').map((file) => join('docs', file))].flatMap((page) =>
    page.endsWith('.md') ? blocksIn(page) : [],
  ),
  ...filesIn('test/dsl/broken').flatMap((file) =>
    file.endsWith('.loop') && !/^(?:too-|long-)/.test(file) ? [read('test/dsl/broken', file)] : [],
  ),
];
