import { execute, type Setting } from '../../client/cli/execute.ts';
import { openLiveCard } from '../../client/cli/live-card.ts';
import { openProgress } from '../../client/cli/progress.ts';
import type { Session } from '../../client/cli/session.ts';
import type { Loom } from '../../client/loom.ts';
import type { Progress } from '../../domain/services.ts';
import { fakeFiles, fakeLoom } from '../support/fake-loom.ts';
import { failedRun, finishedRun, incidentRun } from '../support/run-views.ts';
import { fakeTerminal, Paper, screenOn } from '../support/screens.ts';

const sessionOf = (loom: Loom): Session => ({
  loom: async () => loom,
  found: async () => loom,
  services: () => null,
  close: async () => undefined,
});

async function say(line: string, loom: Loom = fakeLoom(), change: Partial<Setting> = {}) {
  const terminal = fakeTerminal(false);
  const { exitCode } = await execute(line.split(' '), {
    place: 'command line',
    terminal,
    session: sessionOf(loom),
    files: fakeFiles,
    home: '/nowhere',
    signal: new AbortController().signal,
    ...change,
  });
  return { exitCode, out: terminal.paper.out.written, err: terminal.paper.err.written };
}

describe('the command line', () => {
  test('prints the card on stdout, what happens meanwhile on stderr, and ends with 0', async () => {
    const { exitCode, out, err } = await say('run security-incident-pro incident_id=INC-42');
    expect(exitCode).toBe(0);
    expect(out).toContain('✓ security_incident_response 2.1.0 · completed');
    expect(out.split('\n').filter((line) => line.startsWith('✓'))).toHaveLength(1);
    expect(err).toMatch(/^▶ security_incident_response 2.1.0 · running 2\/5/);
    expect(err).toContain('↻ remediate');
  });

  test('with --json prints one object and nothing else on stdout', async () => {
    const { exitCode, out } = await say('run security-incident-pro incident_id=INC-42 --json');
    expect(exitCode).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({ status: 'completed', workflowId: 'loop/r-7f3k2m9q4a' });
  });

  test('ends with 1 when the run failed, and when there is something to correct', async () => {
    expect((await say('run security-incident-pro', fakeLoom(failedRun()))).exitCode).toBe(1);
    expect((await say('check missing.loop')).exitCode).toBe(1);
    const refused = await say('run security-incident-pro incident_id=INC-404 --json');
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.out)).toEqual({
      error: { code: 'loop.inputs_wrong', message: 'There is no incident "INC-404".', hint: 'Give one that exists.' },
    });
    expect(refused.err).toContain('✗ There is no incident "INC-404".\n  → Give one that exists.\n  loop.inputs_wrong');
  });

  test('ends with 2 when the words are wrong, said on stderr', async () => {
    const { exitCode, out, err } = await say('rnu x');
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toBe(
      '✗ I do not know "rnu".\n  → Did you mean "run"? Type "help" to see the commands.\n  command.unknown\n',
    );
    expect((await say('runs --limit many')).exitCode).toBe(2);
  });

  test('makes a request id of its own unless it is given one', async () => {
    const ids = async (line: string) => {
      const loom = fakeLoom();
      await say(line, loom);
      return (loom.calls[0]![2] as { requestId: string }).requestId;
    };
    expect(await ids('run x --request-id nightly-2026-11-23')).toBe('nightly-2026-11-23');
    expect(await ids('run x')).toMatch(/^r-/);
    expect(await ids('run x')).not.toBe(await ids('run x'));
    expect((await say('run x --request-id ../x')).exitCode).toBe(2);
    expect((await say('runs --request-id x')).exitCode).toBe(2);
  });

  test('Ctrl-C leaves the run going, says how to follow it, and ends with 130', async () => {
    const control = new AbortController();
    const loom = fakeLoom();
    const slow: Loom = {
      ...loom,
      runs: {
        ...loom.runs,
        watch: (_, show, signal) =>
          new Promise((resolve) => {
            show(incidentRun());
            signal?.addEventListener('abort', () => resolve(incidentRun()));
            control.abort();
          }),
      },
    };
    const { exitCode, out } = await say('run security-incident-pro', slow, { signal: control.signal });
    expect(exitCode).toBe(130);
    expect(out).toMatch(/Follow it:\n {4}npx hololoom watch r-7f3k2m9q4a\n$/);
    expect(loom.calls.map(([name]) => name)).toEqual(['loops.run']);
  });

  test('shows a stack only to who asks for it', async () => {
    const broken: Loom = { ...fakeLoom(), doctor: () => Promise.reject(new TypeError('x is undefined')) };
    const { exitCode, err } = await say('doctor', broken);
    expect(exitCode).toBe(1);
    expect(err).not.toMatch(/ at /);
  });
});

describe('a live card', () => {
  test('draws over itself in a terminal, and is gone when the run is over', () => {
    const paper = new Paper(true);
    const card = openLiveCard(screenOn(paper));
    card.show(incidentRun());
    expect(paper.written).toContain('↻ remediate');
    const drawn = paper.written.length;
    card.show(finishedRun());
    expect(paper.written.length).toBe(drawn);
    card.close();
    expect(paper.written.slice(drawn)).toContain('\u001b[2K');
    expect(paper.written).not.toContain('completed');
  });

  test('tells only what changed where nothing can be drawn over', () => {
    const paper = new Paper(false);
    const card = openLiveCard(screenOn(paper));
    card.show(incidentRun());
    const before = paper.written.length;
    card.show(incidentRun());
    expect(paper.written.length).toBe(before);
    card.show(finishedRun());
    expect(paper.written.slice(before)).toBe(
      [
        '  ✓ contain      isolate_affected_systems  0.6 s',
        '  ✓ remediate    apply_fixes               0.7 s',
        '  ✓ document     create_postmortem         1.8 s',
        '',
      ].join('\n'),
    );
  });
});

describe('the progress of services', () => {
  const told = (step: string, state: Progress['state'], elapsedMs: number): Progress => ({
    type: 'progress',
    step,
    state,
    text: step,
    elapsedMs,
  });

  test('is one line for each step that is done, with its duration', () => {
    const paper = new Paper(false);
    const { tell, rest } = openProgress(screenOn(paper));
    tell(told('Starting PostgreSQL', 'started', 0));
    tell(told('Port 5432 is taken; PostgreSQL is on 5439.', 'notice', 0));
    tell(told('Starting PostgreSQL', 'done', 812));
    tell(told('Starting Temporal', 'failed', 61_000));
    rest();
    expect(paper.written).toBe(
      '! Port 5432 is taken; PostgreSQL is on 5439.\n✓ Starting PostgreSQL (0.8 s)\n✗ Starting Temporal (61 s)\n',
    );
  });

  test('says nothing of services that were there already, and everything once it takes longer', () => {
    let now = 0;
    const paper = new Paper(false);
    const quick = openProgress(screenOn(paper), 300, () => now);
    quick.tell(told('Starting PostgreSQL', 'done', 800));
    quick.rest();
    expect(paper.written).toBe('');

    const slow = openProgress(screenOn(paper), 300, () => now);
    slow.tell(told('Starting PostgreSQL', 'done', 800));
    now = 400;
    slow.tell(told('Starting Temporal', 'done', 390));
    slow.rest();
    expect(paper.written).toBe('✓ Starting PostgreSQL (0.8 s)\n✓ Starting Temporal (0.4 s)\n');
  });

  test('mentions a long step from time to time where nothing can be drawn over', async () => {
    let now = 0;
    const paper = new Paper(false);
    const { tell, rest } = openProgress(screenOn(paper), 0, () => now);
    tell(told('Building Temporal', 'started', 0));
    now = 16_000;
    tell({ ...told('Building Temporal', 'working', 16_000), text: 'Building Temporal: 12 modules fetched' });
    tell({ ...told('Building Temporal', 'working', 16_100), text: 'Building Temporal: 13 modules fetched' });
    rest();
    expect(paper.written).toBe('  Building Temporal: 12 modules fetched … 16 s\n');
  });

  test('fails a step aloud, and passes on why', async () => {
    const paper = new Paper(false);
    const { step, rest } = openProgress(screenOn(paper));
    await expect(step('Publishing', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    rest();
    expect(paper.written).toMatch(/^✗ Publishing/);
  });
});
