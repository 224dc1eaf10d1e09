import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Line, lineCharactersMax, readLines } from '../../examples/host-tools/logs/lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'hololoom-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function linesOf(content: string | Buffer, signal = new AbortController().signal): Promise<Line[]> {
  const file = join(folder, 'a.log');
  writeFileSync(file, content);
  const lines: Line[] = [];
  for await (const batch of readLines(file, signal)) lines.push(...batch);
  return lines;
}

test('numbers lines from 1, with every kind of line end, and reads a last line without one', async () => {
  expect(await linesOf('a\r\n\nb\nc')).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: '' },
    { number: 3, text: 'b' },
    { number: 4, text: 'c' },
  ]);
  expect(await linesOf('')).toEqual([]);
});

test('keeps characters and lines whole where the file is read in pieces', async () => {
  const written = Array.from({ length: 9_000 }, (_, index) => `${index} größer als ${'é'.repeat(index % 40)} 🧵`);
  expect((await linesOf(written.join('\n'))).map(({ text }) => text)).toEqual(written);
});

test('cuts a line that is too long, shows that it did, and goes on with the next', async () => {
  const lines = await linesOf(`first\n${'x'.repeat(3_000_000)}\nlast\n`);
  expect(lines.map(({ number, text }) => [number, text.length])).toEqual([
    [1, 5],
    [2, lineCharactersMax + 1],
    [3, 4],
  ]);
});

test('reads bytes that are no text as replacement characters', async () => {
  expect(await linesOf(Buffer.from([0xff, 0x41, 0x0a]))).toEqual([{ number: 1, text: '\ufffdA' }]);
});

test('stops when it is told to', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(linesOf('a\n', stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
