import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inOrder, publishFolder } from '../../client/cli/example-packages.ts';
import { openFiles } from '../../client/cli/files.ts';
import { openHistory } from '../../client/cli/history.ts';
import { examplePackages } from '../../client/cli/installation.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import { bundle, fakeLoom } from '../support/fake-loom.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hololoom-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, content: string | Buffer): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing went wrong',
    ({ code, message }) => `${code}: ${message}`,
  );
const metadata = { ...bundle('night-watch').metadata };
const writePackage = (at: string, change: object = {}): void => {
  write(`${at}/program.loop`, 'LOOP night_watch\nEND\n');
  write(`${at}/metadata.json`, JSON.stringify({ ...metadata, ...change }));
  write(`${at}/README.md`, '# Night watch\n');
};

describe('programs', () => {
  test('are read as they are, with the metadata beside them', async () => {
    write('lone.loop', '\ufeffLOOP lone\r\nEND\r\n');
    expect(await openFiles(folder).readProgram('lone.loop')).toEqual({
      file: 'lone.loop',
      source: '\ufeffLOOP lone\r\nEND\r\n',
    });
    writePackage('pack');
    const found = { file: 'pack/program.loop', source: 'LOOP night_watch\nEND\n', metadata };
    expect(await openFiles(folder).readProgram('pack/program.loop')).toEqual(found);
    expect(await openFiles(folder).readProgram('pack')).toEqual(found);
  });

  test('that cannot be read are refused by their name', async () => {
    const { readProgram } = openFiles(folder);
    write('latin.loop', Buffer.from([0x4c, 0xe4]));
    write('huge.loop', 'x'.repeat(2 * 1024 * 1024));
    expect(await refusal(readProgram('none.loop'))).toBe('command.bad_file: none.loop does not exist.');
    expect(await refusal(readProgram('latin.loop'))).toBe('command.bad_file: latin.loop is not UTF-8 text.');
    expect(await refusal(readProgram('huge.loop'))).toBe('command.bad_file: huge.loop is larger than 1024 KiB.');
    write('program.loop/x', '');
    expect(await refusal(readProgram('.'))).toBe('command.bad_file: program.loop is a folder.');
  });

  test('with metadata that does not fit are refused with all that is wrong', async () => {
    writePackage('pack', { version: 'two', autor: 'x' });
    expect(await refusal(openFiles(folder).readProgram('pack'))).toBe(
      'market.bad_bundle: pack/metadata.json does not fit: version is not a version such as "2.1.0"; it unrecognized key: "autor".',
    );
    write('pack/metadata.json', '{"name": }');
    expect(await refusal(openFiles(folder).readProgram('pack'))).toMatch(
      /^market.bad_bundle: pack\/metadata.json is not JSON: Unexpected token/,
    );
  });
});

describe('packages', () => {
  test('are a program, its metadata, its documentation and perhaps examples', async () => {
    writePackage('pack');
    const { readPackage } = openFiles(folder);
    const expected = { source: 'LOOP night_watch\nEND\n', metadata, documentation: '# Night watch\n', examples: [] };
    expect(await readPackage('pack')).toEqual(expected);
    const example = { inputs: { a: 1 }, output: { b: 2 } };
    write('pack/expected.json', JSON.stringify(example));
    expect(await readPackage('pack')).toEqual({ ...expected, examples: [example] });
    rmSync(join(folder, 'pack/README.md'));
    expect(await refusal(readPackage('pack'))).toBe('command.bad_file: pack/README.md does not exist.');
    expect(await refusal(readPackage('elsewhere'))).toBe('market.bad_bundle: elsewhere/metadata.json does not exist.');
  });

  test('are published in the order of their dependencies, and one that fails does not keep the others', async () => {
    writePackage('a-needs-b', { workflow_id: 'a', dependencies: { b: '^1.0.0' } });
    writePackage('b-needs-c', { workflow_id: 'b', dependencies: { c: '^1.0.0' } });
    writePackage('c', { workflow_id: 'c' });
    write('broken/metadata.json', '{}');
    const loom = fakeLoom();
    const failures = await publishFolder(loom, openFiles(folder), folder);
    const [[, bundles, options] = []] = loom.calls;
    expect((bundles as Bundle[]).map(({ metadata }) => metadata.workflow_id)).toEqual(['c', 'b', 'a']);
    expect(options).toEqual({ publisher: 'hololoom', makeKeys: true });
    expect(failures).toEqual([expect.stringContaining('broken/metadata.json does not fit')]);
  });

  test('that depend on each other in a circle are left to the marketplace to refuse', () => {
    const circle = [bundle('a', { b: '*' }), bundle('b', { a: '*' }), bundle('c')];
    expect(inOrder(circle).map(({ metadata }) => metadata.workflow_id)).toEqual(['c', 'a', 'b']);
  });

  test('that ship are all whole', async () => {
    const loom = fakeLoom();
    expect(await publishFolder(loom, openFiles('/'), examplePackages())).toEqual([]);
    const [[, bundles] = []] = loom.calls;
    expect((bundles as Bundle[]).length).toBeGreaterThanOrEqual(3);
  });
});

describe('history', () => {
  test('is kept for the next time, newest first, readable by its owner alone', () => {
    const file = join(folder, 'state', 'history');
    const history = openHistory(file);
    for (const line of ['help', 'help', '  ', 'run x', 'two\nlines']) history.remember(line);
    expect(openHistory(file).lines).toEqual(['run x', 'help']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('does not grow for ever', () => {
    const file = join(folder, 'history');
    writeFileSync(file, Array.from({ length: 3_000 }, (_, index) => `line ${index}\n`).join(''));
    expect(openHistory(file).lines.slice(0, 2)).toEqual(['line 2999', 'line 2998']);
    expect(readFileSync(file, 'utf8').split('\n').length).toBe(1_001);
  });

  test('is done without where it cannot be kept', () => {
    writeFileSync(join(folder, 'file'), '');
    const history = openHistory(join(folder, 'file', 'history'));
    history.remember('help');
    expect(history.lines).toEqual([]);
  });
});
