import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { changeOnce, type Files, newestVersion } from '../../examples/host-tools/state/versions.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'hololoom-versions-')), 'versions');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const original = async (): Promise<Files> =>
  new Map([
    ['counts/list', ''],
    ['other', 'kept'],
  ]);
/** Adds a word to a file once for the key, and answers how many words there are then. */
const addWord = (key: string) =>
  changeOnce(folder, key, original, (files) => {
    const next = `${files.get('counts/list')}${key}\n`;
    return { files: new Map([['counts/list', next]]), result: next.split('\n').length - 1 };
  });
const words = (version: string) =>
  readFileSync(join(folder, version, 'counts/list'), 'utf8')
    .trim()
    .split('\n');

test('a change is made once for a key, and keeps the files it does not touch', async () => {
  expect(await addWord('a')).toEqual({ result: 1, version: 1 });
  expect(await addWord('b')).toEqual({ result: 2, version: 2 });
  expect(await addWord('a')).toEqual({ result: 1, version: 1 });
  expect(words('0002')).toEqual(['a', 'b']);
  expect(words('0001')).toEqual(['a']);
  expect(readFileSync(join(folder, '0002/other'), 'utf8')).toBe('kept');
});

test('a change of nothing makes no version', async () => {
  const nothing = () => changeOnce(folder, 'n', original, () => ({ files: new Map(), result: 'nothing' }));
  expect(await nothing()).toEqual({ result: 'nothing', version: 0 });
  await addWord('a');
  expect(await nothing()).toEqual({ result: 'nothing', version: 1 });
});

test('changes made at the same time all take place, each on top of another, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 14 }),
      async (keys) => {
        rmSync(folder, { recursive: true, force: true });
        const settled = await Promise.all(keys.map(addWord));
        const different = new Set(keys);
        expect(await newestVersion(folder)).toBe(different.size);
        const newest = String(different.size).padStart(4, '0');
        expect(words(newest).sort()).toEqual([...different].sort());
        for (const [index, key] of keys.entries()) expect(settled[index]).toEqual(settled[keys.indexOf(key)]);
        expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
});

test('what a dead process left half written is never read, and swept away when it is old', async () => {
  mkdirSync(join(folder, '.draft-old/counts'), { recursive: true });
  mkdirSync(join(folder, '.draft-young'));
  utimesSync(join(folder, '.draft-old'), new Date(0), new Date(0));
  expect(await addWord('a')).toEqual({ result: 1, version: 1 });
  expect(readdirSync(folder).sort()).toEqual(['.draft-young', '0001']);
});

test('an error of the decision leaves everything as it was', async () => {
  await addWord('a');
  const failing = changeOnce(folder, 'b', original, () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual(['0001']);
});
