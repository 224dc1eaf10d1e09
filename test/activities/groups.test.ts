import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupsReader } from '../../activities/groups.ts';
import { isRetryable } from '../../domain/errors.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'groups-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (text: string): string => {
  const path = join(folder, 'groups.json');
  writeFileSync(path, text);
  return path;
};

it('reads the file each time it is asked, so that a change counts at once', async () => {
  const path = written('{"@sec-leads": ["@ann", "bob"]}');
  const read = groupsReader({ path, named: true });
  expect(await read()).toEqual({ '@sec-leads': ['@ann', '@bob'] });
  written('{"@sec-leads": ["@cat"]}');
  expect(await read()).toEqual({ '@sec-leads': ['@cat'] });
});

it('knows no groups where nobody has written any', async () => {
  expect(await groupsReader({ path: null, named: false })()).toEqual({});
  expect(await groupsReader({ path: join(folder, 'none.json'), named: false })()).toEqual({});
});

it.each([
  ['is no JSON', '{"@sec-leads": ["@ann"'],
  ['has groups that are none', '{"@sec-leads": "@ann"}'],
  ['has a group in a group', '{"@a": ["@b"], "@b": ["@ann"]}'],
])('says what is wrong with a file that %s, and that the question is asked again', async (_, text) => {
  const path = written(text);
  const error = await groupsReader({ path, named: false })().catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'chat.groups_broken', message: expect.stringContaining(path) });
  expect(isRetryable(error.code)).toBe(true);
});

it('misses a file that was named', async () => {
  const path = join(folder, 'nowhere.json');
  await expect(groupsReader({ path, named: true })()).rejects.toMatchObject({
    code: 'chat.groups_broken',
    message: expect.stringContaining('is not there'),
  });
});
