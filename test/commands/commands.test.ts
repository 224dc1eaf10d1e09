import { commands } from '../../client/commands/index.ts';
import { succeeded } from '../../client/commands/result.ts';
import { fakeContext, fakeFiles, fakeLoom, moves, planned, temporalFinding } from '../support/fake-loom.ts';
import { published } from '../support/fake-market.ts';
import { card } from '../support/fake-shelf.ts';
import { failedRun, finishedRun, incidentRun } from '../support/run-views.ts';
import { refusal, say } from '../support/say.ts';

describe('run', () => {
  test('starts the program with the words as they were typed and watches it to its end', async () => {
    const loom = fakeLoom();
    const context = fakeContext(loom);
    expect(await say('run security-incident-pro@^2 incident_id=42', context)).toEqual({
      kind: 'run',
      run: finishedRun(),
      awaited: true,
    });
    expect(loom.calls).toEqual([
      ['loops.run', { program: 'security-incident-pro@^2', words: { incident_id: '42' } }, context.caller],
      ['runs.watch', 'loop/r-7f3k2m9q4a'],
    ]);
    expect(context.shown).toEqual([incidentRun(), incidentRun(), finishedRun()]);
    expect(context.needed).toEqual(['everything']);
  });

  test('takes a path for a file, which is read before anything is started', async () => {
    const loom = fakeLoom();
    await say('run ./nightly.loop limit=3', fakeContext(loom));
    expect(loom.calls[0]?.[1]).toMatchObject({ program: { file: './nightly.loop' }, words: { limit: '3' } });

    const context = fakeContext(loom);
    expect(await refusal(say('run ./missing.loop', context))).toEqual([
      'command.bad_file',
      './missing.loop does not exist.',
    ]);
    expect(context.needed).toEqual([]);
  });

  test('reads no files for people in chat', async () => {
    const context = fakeContext(fakeLoom(), { place: 'chat', files: null });
    expect(await refusal(say('run /etc/passwd', context))).toEqual([
      'command.bad_file',
      'Files cannot be read from here.',
    ]);
  });

  test('comes back with the run as it stands when the person stops looking', async () => {
    const control = new AbortController();
    control.abort();
    const result = await say('run security-incident-pro', fakeContext(fakeLoom(), { signal: control.signal }));
    expect(result).toEqual({ kind: 'run', run: incidentRun(), awaited: true });
    expect(succeeded(result)).toBe(true);
  });

  test('fails as a command when the run failed, while status only tells', async () => {
    const context = fakeContext(fakeLoom(failedRun()));
    expect(succeeded(await say('run security-incident-pro', context))).toBe(false);
    expect(succeeded(await say('watch r-7f', context))).toBe(false);
    expect(succeeded(await say('status r-7f', context))).toBe(true);
  });
});

describe('cancel', () => {
  test('asks a run that goes on to stop', async () => {
    const loom = fakeLoom(incidentRun());
    expect(await say('cancel r-7f', fakeContext(loom))).toEqual({ kind: 'cancelling', run: incidentRun() });
    expect(loom.calls).toEqual([
      ['runs.get', 'r-7f'],
      ['runs.cancel', 'loop/r-7f3k2m9q4a'],
    ]);
  });

  test('says that a run is over already, and how it ended', async () => {
    const loom = fakeLoom();
    await expect(say('cancel r-7f', fakeContext(loom))).rejects.toMatchObject({
      code: 'command.nothing_to_do',
      message: expect.stringContaining('completed'),
    });
    expect(loom.calls).toEqual([['runs.get', 'r-7f']]);
  });
});

describe('check', () => {
  test('needs no service for a program without dependencies, and none offline', async () => {
    const context = fakeContext(fakeLoom(), { found: async () => null });
    await say('check ./lone.loop', context);
    await say('check ./depends.loop', context);
    await say('check ./depends.loop --offline', context);
    expect(context.needed).toEqual(['nothing', 'database', 'nothing']);
  });

  test('asks services that run already who has a tool it does not know', async () => {
    const loom = fakeLoom();
    const context = fakeContext(loom);
    await say('check ./lone.loop', context);
    expect(context.needed).toEqual([]);
    expect(loom.calls.map(([name]) => name)).toEqual(['loops.check']);
  });

  test('checks the others when one file cannot be read', async () => {
    const result = await say('check missing.loop lone.loop', fakeContext());
    expect(result).toEqual({
      kind: 'checked',
      reports: [
        {
          file: 'missing.loop',
          ok: false,
          problems: [],
          assumed: [],
          refused: { code: 'command.bad_file', message: 'missing.loop does not exist.', hint: 'Check the path.' },
        },
        { file: 'lone.loop', ok: true, problems: [], assumed: [], refused: null },
      ],
    });
    expect(succeeded(result)).toBe(false);
  });
});

describe('format', () => {
  test('writes programs in the layout they all have, and nothing where there is nothing to change', async () => {
    const context = fakeContext();
    expect(await say('format ./lone.loop', context)).toMatchObject({
      reports: [{ file: './lone.loop', outcome: 'unchanged', text: null }],
    });
    expect(fakeFiles.written.size).toBe(0);
    const crooked = {
      ...fakeFiles,
      readProgram: async (file: string) => ({ file, source: 'LOOP a\nSTEPS:\n- b=1\nEND' }),
    };
    const written = await say('format ./crooked.loop', fakeContext(fakeLoom(), { files: crooked }));
    expect(written).toMatchObject({ reports: [{ file: './crooked.loop', outcome: 'written' }] });
    expect(fakeFiles.written.get('./crooked.loop')).toBe('LOOP a\n  STEPS:\n    - b = 1\nEND\n');
    expect(context.needed).toEqual([]);
  });

  test('with --check only tells, and fails as a command when something would change', async () => {
    const files = {
      ...fakeFiles,
      readProgram: async (file: string) => ({ file, source: 'LOOP a\nEND' }),
      writeFile: async () => {
        throw new Error('It should write nothing.');
      },
    };
    const result = await say('format ./a.loop --check', fakeContext(fakeLoom(), { files }));
    expect(result).toMatchObject({ reports: [{ outcome: 'would change', text: null }] });
    expect(succeeded(result)).toBe(false);
    expect(succeeded(await say('format ./lone.loop --check', fakeContext()))).toBe(true);
  });

  test('prints what is piped in, and leaves alone what it cannot read', async () => {
    const files = {
      ...fakeFiles,
      readProgram: async (file: string) =>
        file === '-' ? { file: 'standard input', source: 'LOOP a\nEND' } : { file, source: 'LOOP a\n  STEPS:\n- (\n' },
    };
    const result = await say('format - ./broken.loop ./missing.loop', fakeContext(fakeLoom(), { files }));
    expect(result).toMatchObject({
      reports: [
        { file: 'standard input', outcome: 'printed', text: 'LOOP a\nEND\n' },
        {
          file: './broken.loop',
          outcome: 'unreadable',
          problems: [{ code: 'loop.missing_end' }, { code: 'loop.unclosed', line: 3 }],
        },
        { outcome: 'unreadable' },
      ],
    });
    expect(succeeded(result)).toBe(false);
  });
});

describe('plan --graph', () => {
  test('prints what is text, and writes what is not', async () => {
    expect(await say('plan ./lone.loop --graph mermaid', fakeContext())).toMatchObject({
      ...{
        kind: 'drawn',
        format: 'mermaid',
        file: null,
        content: expect.stringMatching(/^---\n.*\n---\nflowchart TD\n/),
      },
    });
    const svg = await say('plan ./lone.loop --graph svg --out night.svg', fakeContext());
    expect(svg).toMatchObject({ format: 'svg', file: 'night.svg', content: expect.stringMatching(/^<svg /) });
    expect(fakeFiles.written.get('night.svg')).toEqual((svg as { content: unknown }).content);
    const png = await say('plan ./lone.loop --graph png', fakeContext());
    expect(png).toMatchObject({ format: 'png', file: 'night_watch.png' });
    expect(
      Buffer.from((png as { content: Uint8Array }).content)
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  test('hands a picture to chat, which has no files', async () => {
    const result = await say('plan night-watch --graph png', fakeContext(fakeLoom(), { place: 'chat', files: null }));
    expect(result).toMatchObject({ kind: 'drawn', file: null, content: expect.any(Uint8Array) });
  });

  test('writes nothing where nothing is drawn', async () => {
    expect(await refusal(say('plan ./lone.loop --out x.svg', fakeContext()))).toEqual([
      'command.bad_arguments',
      '--out is for what --graph draws.',
    ]);
  });
});

describe('try', () => {
  test('runs a loop dry and shows what would come of every failure', async () => {
    const context = fakeContext();
    const result = await say('try ./lone.loop', context);
    expect(result).toMatchObject({
      ...{ kind: 'tried', failing: false },
      report: {
        failure: null,
        steps: [{ path: 'seen' }, { path: 'closed', given: { what: 'seen' } }],
        failures: [
          { path: 'seen', run: 'fails' },
          { path: 'closed', staysDone: ['seen'] },
        ],
      },
    });
    expect(context.needed).toEqual([]);
  });

  test('takes options that may be said again, without the words behind them', async () => {
    const line = 'try --fail closed --value seen={"a":1} --fail seen ./lone.loop --value closed=done';
    const result = await say(line, fakeContext());
    expect(result).toMatchObject({ report: { failure: { step: 'seen' } }, failing: true });
    expect(succeeded(result)).toBe(true);
    expect(() => say('try ./lone.loop --answer yes', fakeContext())).toThrow('"yes" names no step.');
    expect(await refusal(say('try ./lone.loop --fail sen', fakeContext()))).toEqual([
      'command.bad_arguments',
      'No step is called "sen".',
    ]);
  });
});

describe('the others', () => {
  test.each<[string, unknown, string[]]>([
    ['runs --limit 7', { kind: 'runs', runs: [incidentRun(), finishedRun()] }, ['everything']],
    ['status r-7f', { kind: 'run', run: finishedRun(), awaited: false }, ['everything']],
    ['plan security-incident-pro', { kind: 'planned', plan: planned }, ['database']],
    ['plan ./lone.loop', { kind: 'planned', plan: planned }, []],
    ['replay-check ./lone.loop', { kind: 'moves', report: moves }, ['everything']],
    [
      'market show security-incident-pro',
      {
        kind: 'package',
        versions: [published],
        documentation: '# Respond\n',
        source: 'LOOP security_incident_response\nEND\n',
        card,
      },
      ['database'],
    ],
    [
      'market publish ./packages/night-watch',
      {
        kind: 'published',
        version: { ...published, package: 'night-watch', version: '1.0.0', dependencies: {} },
        created: true,
      },
      ['everything'],
    ],
    ['version', { kind: 'version', version: '0.1.0' }, []],
    ['quit', { kind: 'leave' }, []],
  ])('%s', async (line, result, needed) => {
    const context = fakeContext();
    expect(await say(line, context)).toEqual(result);
    expect(context.needed).toEqual(needed);
  });

  test('the command line is told what to become', async () => {
    const context = fakeContext(fakeLoom(), { place: 'command line' });
    expect(await say('up', context)).toEqual({ kind: 'room', matrix: false });
    expect(await say('up --matrix', context)).toEqual({ kind: 'room', matrix: true });
    expect(await say('bot', context)).toEqual({ kind: 'process', process: 'bot' });
    expect(await say('worker', context)).toEqual({ kind: 'process', process: 'worker' });
    expect(await say('migrate', context)).toEqual({ kind: 'process', process: 'migrate' });
    expect(context.needed).toEqual([]);
  });

  test('doctor tells of the machine, and of the services only when they run', async () => {
    const node = { part: 'Node.js', status: 'ok', version: '20.20.2', message: 'for linux', hint: null } as const;
    const around = { surroundings: async () => [node] };
    expect(await say('doctor', fakeContext(fakeLoom(), around))).toEqual({
      kind: 'findings',
      findings: [node, temporalFinding],
    });
    const nothingRuns = fakeContext(fakeLoom(), { ...around, found: async () => null });
    expect(await say('doctor', nothingRuns)).toEqual({ kind: 'findings', findings: [node] });
    expect(nothingRuns.needed).toEqual([]);
  });
});

describe('help', () => {
  test.each(['command line', 'terminal room', 'chat'] as const)('lists all that works on the %s', async (place) => {
    const result = await say('help', fakeContext(fakeLoom(), { place }));
    expect(result).toEqual({
      kind: 'commands',
      commands: commands.filter(({ places }) => places.includes(place)),
      withheld: 0,
    });
  });

  test('explains one, found by its name or an alias', async () => {
    const explained = async (line: string) => {
      const result = await say(line, fakeContext());
      return result.kind === 'command' ? result.command.name : result.kind;
    };
    expect(await explained('help market show')).toBe('market show');
    expect(await explained('help ps')).toBe('runs');
    expect(await explained('cancel --help')).toBe('cancel');
    expect(await refusal(say('help rnu', fakeContext()))).toEqual(['command.unknown', 'I do not know "rnu".']);
  });
});
