import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inc42 } from './inc-42.ts';
import { inc43 } from './inc-43.ts';

/**
 * Writes the logs of the incidents in `examples/incidents` again, the same every time:
 * `npm run generate:incidents`
 */
async function main(folder: string): Promise<void> {
  for (const [id, logs] of [
    ['INC-42', inc42()],
    ['INC-43', inc43()],
  ] as const) {
    for (const [file, text] of logs) {
      const path = join(folder, id, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }
}

main(process.argv[2] ?? 'examples/incidents').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
