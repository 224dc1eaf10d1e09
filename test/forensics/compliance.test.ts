import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { contentHash } from '../../domain/canonical.ts';
import { readChain } from '../../examples/host-tools/compliance/chain.ts';
import { keepRecord } from '../../examples/host-tools/compliance/journal.ts';
import { openRoom } from './incident-folder.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'hololoom-records-')), 'records.jsonl');
});
afterEach(() => rmSync(join(file, '..'), { recursive: true, force: true }));

const keep = (key: string) => keepRecord(file, { key, subject: 'INC-1', event: 'tested', details: { key } });
const chain = () => readChain(readFileSync(file, 'utf8'));
const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');

test('records follow each other by their hashes, one for each key', async () => {
  const a = await keep('a');
  const b = await keep('b');
  expect(await keep('a')).toEqual(a);
  expect([a.sequence, b.sequence, b.previous]).toEqual([1, 2, a.hash]);
  expect(chain()).toMatchObject({ void: 0, brokenAt: null, last: b });
});

test('records written at the same time all count, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 12 }),
      async (keys) => {
        writeFileSync(file, '');
        await Promise.all(keys.map(keep));
        expect([...chain().byKey.keys()].sort()).toEqual([...new Set(keys)].sort());
        expect(chain()).toMatchObject({ brokenAt: null, last: { sequence: new Set(keys).size } });
      },
    ),
    { numRuns: 15 },
  );
});

test('a line that a crash cut short anywhere does not count and harms no other', async () => {
  await keep('a');
  const whole = readFileSync(file, 'utf8');
  await keep('b');
  const [, second = ''] = lines();
  for (const cut of [0, 1, second.length >> 1, second.length - 1, second.length]) {
    writeFileSync(file, whole + second.slice(0, cut));
    await keep('b');
    await keep('c');
    expect([...chain().byKey.keys()]).toEqual(['a', 'b', 'c']);
    expect(chain()).toMatchObject({ brokenAt: null, void: cut === 0 ? 0 : 1 });
  }
});

describe('tampering is found', () => {
  beforeEach(async () => {
    for (const key of ['a', 'b', 'c', 'd']) await keep(key);
  });
  const forged = (line: string) => {
    const { hash: _, ...record } = JSON.parse(line) as Record<string, unknown>;
    const open = { ...record, event: 'forged' };
    return JSON.stringify({ ...open, hash: contentHash(open) });
  };
  const rewrite = (change: (all: string[]) => string[]) => writeFileSync(file, `${change(lines()).join('\n')}\n`);

  test.each<[string, (all: string[]) => string[], number]>([
    ['a changed word', (all) => all.with(1, all[1]!.replace('tested', 'tasted')), 2],
    ['a missing record', (all) => all.toSpliced(1, 1), 2],
    ['a missing first record', (all) => all.slice(1), 1],
    ['records that changed places', (all) => [all[0]!, all[2]!, all[1]!, all[3]!], 2],
    ['a forged record with a sound hash of its own', (all) => all.with(1, forged(all[1]!)), 3],
    ['a record made unreadable', (all) => all.with(1, 'x'), 3],
  ])('%s', async (_, change, at) => {
    rewrite(change);
    expect(chain().brokenAt).toBe(at);
    await expect(keep('e')).rejects.toMatchObject({ code: 'tool.records_broken' });
  });

  test('but an old record repeated at the end is no more than a late one', async () => {
    appendFileSync(file, `${lines()[1]}\n`);
    expect(chain()).toMatchObject({ brokenAt: null, void: 1, last: { sequence: 4 } });
  });
});

test('LOOP programs keep records and verify them through the tools', async () => {
  const room = await openRoom();
  const verify = () => room.call('compliance/verify_records', {});
  expect(await verify()).toEqual({ intact: true, records: 0, last_hash: null, broken_at: null });
  const said = { subject: 'INC-1', event: 'told_the_customer', details: { by: 'phone' } };
  const first = await room.call('compliance/record_event', said, 'run#a');
  expect(await room.call('compliance/record_event', said, 'run#a')).toEqual(first);
  const second = await room.call('compliance/record_event', said, 'run#b');
  expect(await verify()).toEqual({ intact: true, records: 2, last_hash: second.hash, broken_at: null });
  const records = join(room.home, 'compliance/records.jsonl');
  writeFileSync(records, readFileSync(records, 'utf8').replace('phone', 'mail'));
  expect(await verify()).toMatchObject({ intact: false, broken_at: 1 });
  await room.remove();
});
