import { renderErrorJson, renderJson } from '../../client/cli/json.ts';
import type { Look } from '../../client/cli/look.ts';
import { render } from '../../client/cli/render.ts';
import { renderError } from '../../client/cli/render-error.ts';
import { commands } from '../../client/commands/index.ts';
import type { Result } from '../../client/commands/result.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Problem } from '../../domain/problem.ts';
import { moves, planned, temporalFinding } from '../support/fake-loom.ts';
import { published } from '../support/fake-market.ts';
import { at, failedRun, finishedRun, incidentRun, millisecondsAt } from '../support/run-views.ts';

const look: Look = { width: 72, height: null, colour: false, unicode: true, prompt: 'npx hololoom ' };
const shown = (result: Result) => `\n${render(result, look, millisecondsAt(125))}\n`;

const problem: Problem = {
  severity: 'error',
  code: 'loop.unknown_name',
  line: 5,
  column: 41,
  length: 6,
  message: 'Nothing called "assses" is known here.',
  hint: 'Did you mean "assess" (line 4)?',
  excerpt: '5 |     - contain = isolate(assses)\n  |                         ^^^^^^',
};

describe('results for people', () => {
  test('a run that is looked away from says how to look again', () => {
    expect(shown({ kind: 'run', run: incidentRun(), awaited: true })).toMatch(
      /\n {2}The run is not over. Follow it:\n {4}npx hololoom watch r-7f3k2m9q4a\n$/,
    );
    expect(shown({ kind: 'run', run: incidentRun(), awaited: false })).not.toContain('Follow it');
  });

  test('runs', () => {
    expect(shown({ kind: 'runs', runs: [incidentRun(), { ...failedRun(), workflowId: 'loop/r-second' }] })).toBe(`
run             loop                      status   started    took
▶ r-7f3k2m9q4a  security_incident_respo…  running  2 min ago  2 min 05 s
✗ r-second      security_incident_respo…  failed   2 min ago  0.6 s
`);
    expect(shown({ kind: 'runs', runs: [] })).toBe(
      '\nNothing has run yet. "npx hololoom market" lists what can be run.\n',
    );
  });

  test('formats', () => {
    const report = { problems: [], text: null, refused: null };
    const reports = [
      { ...report, file: 'a.loop', outcome: 'written' },
      { ...report, file: 'b.loop', outcome: 'unchanged' },
      { ...report, file: 'c.loop', outcome: 'would change' },
      { ...report, file: 'd.loop', outcome: 'unreadable', problems: [problem] },
      { ...report, file: 'standard input', outcome: 'printed', text: 'LOOP a\nEND\n' },
    ] as const;
    expect(shown({ kind: 'formatted', reports })).toBe(`
✓ a.loop: laid out anew
✓ b.loop: as it should be
! c.loop: would be laid out anew
error loop.unknown_name: Nothing called "assses" is known here.
  --> d.loop:5:41
5 |     - contain = isolate(assses)
  |                         ^^^^^^ Did you mean "assess" (line 4)?

✗ d.loop: 1 error
LOOP a
END
`);
    expect(renderJson({ kind: 'formatted', reports: reports.slice(1, 2) })).toBe(
      '{"file":"b.loop","outcome":"unchanged","problems":[]}',
    );
  });

  test('checks', () => {
    const missing = { code: 'command.bad_file', message: 'b.loop does not exist.', hint: 'Check the path.' } as const;
    const reports = [
      { file: 'a.loop', ok: false, problems: [problem], assumed: ['t'], refused: null },
      { file: 'b.loop', ok: false, problems: [], assumed: [], refused: missing },
      { file: 'c.loop', ok: true, problems: [], assumed: [], refused: null },
    ];
    expect(shown({ kind: 'checked', reports })).toBe(`
error loop.unknown_name: Nothing called "assses" is known here.
  --> a.loop:5:41
5 |     - contain = isolate(assses)
  |                         ^^^^^^ Did you mean "assess" (line 4)?

✗ a.loop: 1 error
  taken on trust, as dependencies would bring them: t
✗ b.loop: b.loop does not exist.
  → Check the path.
  command.bad_file
✓ c.loop: no problems
`);
  });

  test('a plan', () => {
    expect(shown({ kind: 'planned', plan: planned })).toBe(`
security_incident_response · 5 steps in 2 waves
  Inputs
    incident_id  any
  Waves: the steps of one start together
    1  assess, investigate
    2  contain, remediate, document
  Longest chain: waits up to 30 min 00 s besides its work
    assess → contain (up to 30 min 00 s)
  Tools
    assess_severity  read  HOST forensics/assess_…  forensic-tools@1.0.0
  May touch
    rooms       #incidents
    hosts       siem.example
    HOST tools  forensics/assess_severity
    not undone  contain
  A run starts and writes
    5 activities
    26 to 35 events of history: 3.7 KiB with small values, up to 822 KiB
    with the largest
    5 to 44 events if it fails or is cancelled
  Gives
    assess, document
  Plan bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
`);
  });

  test('a dry run', () => {
    const step = { kind: 'call', value: 'x', given: { what: 'seen' }, error: null, note: null, depth: 0 } as const;
    const report = {
      loop: 'night_watch',
      steps: [
        { ...step, path: 'seen', does: 'look()', status: 'completed', given: {} },
        { ...step, path: 'closed', does: 'close(seen)', status: 'failed', value: null, error: 'It was made to fail.' },
      ],
      failure: { step: 'closed', message: 'It was made to fail.' },
      output: null,
      undone: [{ path: 'seen', tool: 'forget', given: { what: 'x' }, stage: 0 }],
      staysDone: ['sent'],
      onError: [],
      failures: [
        { path: 'seen', run: 'fails', undone: [], staysDone: ['sent'], notDone: ['closed'] },
        { path: 'closed', run: 'goes on', undone: [], staysDone: [], notDone: [] },
      ],
      unreached: ['never'],
    } as const;
    expect(shown({ kind: 'tried', report, failing: true })).toBe(`
night_watch · a dry run: nothing was called, tools gave samples
  ✓ seen  look()
      gives "x"
  ✗ closed  close(seen)
      with what: "seen"
      It was made to fail.
  Fails
    closed: It was made to fail.
  Is undone, one number after the other
    1  seen: forget(what: "x")
  Stays done, as it has no UNDO
    sent
  Should a step fail, with all done before it that may be done
    ✗ seen: the run fails
        stays done: sent
        not done: closed
    ↷ closed: the run goes on
  Never came up
    never
`);
  });

  test('runs that could move', () => {
    expect(shown({ kind: 'moves', report: moves })).toBe(`
night_watch: 1 of 4 running runs could move
  ✓ r-7f3k2m9q4a: could move, as the 2 steps it has begun are the same
  ✗ r-7f3k2m9q4a: stays at closed
      Its UNDO would be another.
  · r-7f3k2m9q4a: runs on this plan already
  ! r-7f3k2m9q4a: no worker answers for it, so what it has done is not known
  to plan bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
`);
    const report = { ...moves, runs: [] };
    expect(shown({ kind: 'moves', report })).toContain('No run of night_watch is going on.');
  });

  test('packages', () => {
    const evil = { ...published, title: 'x\u001b[2J', description: 'd\u202e' };
    const page = shown({
      kind: 'package',
      versions: [evil],
      documentation: '# A\n\u0007',
      source: 'LOOP\u0000',
      card: null,
    });
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(page).toContain('  needs       forensic-tools ^1.0.0\n');
    expect(shown({ kind: 'published', version: published, created: false })).toBe(`
✓ security-incident-pro 2.1.0 was published before, with the same content
  sha256 ${'a'.repeat(64)}
  signed by hololoom, key eeee eeee eeee eeee
`);
  });

  test('findings', () => {
    const worker = {
      part: 'worker',
      status: 'error',
      version: null,
      message: 'nobody polls task queue hololoom, so nothing that was started goes on',
      hint: 'Start one: hololoom worker',
    } as const;
    expect(shown({ kind: 'findings', findings: [temporalFinding, worker] })).toBe(`
✓ Temporal  1.29.1, answers at 127.0.0.1:7233
✗ worker    nobody polls task queue hololoom, so nothing that was
            started goes on
            → Start one: hololoom worker

1 thing is wrong.
`);
  });

  test('help lists every command with its arguments, and explains one', () => {
    const list = shown({ kind: 'commands', commands, withheld: 0 });
    for (const { name, summary } of commands) {
      expect(list).toContain(`\n  ${name}`);
      expect(list.replaceAll(/\s+/g, ' ')).toContain(summary);
    }
    const narrow = render({ kind: 'commands', commands, withheld: 0 }, { ...look, width: 50 }, 0);
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
    const runs = commands.find(({ name }) => name === 'runs')!;
    expect(shown({ kind: 'command', command: runs })).toBe(`
List the latest runs, newest first.

Usage: npx hololoom runs [--limit NUMBER] [--json]

Options
  --limit NUMBER
      How many to show, 20 unless told.
  --json
      One JSON object on stdout, everything else on stderr.

Examples
  npx hololoom runs
  npx hololoom runs --limit 100

Also called
  ps
`);
  });
});

describe('errors for people', () => {
  const error = new LoomError('market.not_found', 'No package called "x\u001b[2J" is published.', 'Type "market".');

  test('say what happened, what to do, the code, and show no stack', () => {
    expect(renderError(error, look)).toBe(`✗ No package called "x\\x1b[2J" is published.
  → Type "market".
  market.not_found`);
    expect(renderError(new TypeError('x is not a function'), look)).toBe(`✗ x is not a function
  → Run "hololoom doctor", then report the message with the log it
    names.
  internal.unexpected`);
  });

  test('show the stack, with its causes, to who asks for it', () => {
    const told = renderError(new Error('outer', { cause: new RangeError('inner') }), look, { HOLOLOOM_DEBUG: '1' });
    expect(told).toMatch(/Error: outer\n +at /);
    expect(told).toMatch(/caused by RangeError: inner\n +at /);
  });

  test('leave the carets of a program where they are', () => {
    const excerpt = `${'x'.repeat(100)}\n${' '.repeat(90)}^^^`;
    const told = renderError(new LoomError('loop.has_problems', excerpt, 'Correct it.'), look);
    expect(told).toBe(`${excerpt}\n\n  → Correct it.\n  loop.has_problems`);
  });
});

describe('results for programs', () => {
  test('a run has the documented shape', () => {
    const run = finishedRun();
    expect(JSON.parse(renderJson({ kind: 'run', run, awaited: true }))).toEqual({
      runId: run.runId,
      workflowId: 'loop/r-7f3k2m9q4a',
      loop: 'security_incident_response',
      version: '2.1.0',
      status: 'completed',
      steps: run.steps.map(({ name, tool, status, attempts, startedAt, endedAt, wave, error, path }) => ({
        ...{ name, tool, status, attempts, startedAt, endedAt, wave, error, path },
      })),
      output: run.output,
      messages: [],
      questions: [],
      resumedFrom: null,
      temporalUrl: run.temporalUrl,
      package: 'security-incident-pro',
      plan: 'b'.repeat(64),
      room: 'terminal',
      requester: 'dana',
      startedAt: at(0),
      endedAt: at(3.2),
    });
    expect(JSON.parse(renderJson({ kind: 'run', run: failedRun(), awaited: true }))).toMatchObject({
      status: 'failed',
      output: null,
      failure: { code: 'tool.bad_input', step: 'assess' },
    });
  });

  test('check gives one object a file, one a line, and tells in problems whatever is wrong', () => {
    const refused = { code: 'command.bad_file', message: 'b.loop does not exist.', hint: 'Check the path.' } as const;
    const reports = [
      { file: 'a.loop', ok: false, problems: [problem], assumed: [], refused: null },
      { file: 'b.loop', ok: false, problems: [], assumed: [], refused },
    ];
    const lines = renderJson({ kind: 'checked', reports })
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { file: 'a.loop', ok: false, assumed: [], problems: [problem] },
      {
        file: 'b.loop',
        ok: false,
        assumed: [],
        problems: [{ severity: 'error', line: 1, column: 1, length: 1, excerpt: '', ...refused }],
      },
    ]);
  });

  test.each<[Result, object]>([
    [{ kind: 'planned', plan: planned }, planned],
    [
      { kind: 'verified', publisher: 'acme', created: true },
      { publisher: 'acme', created: true },
    ],
    [
      { kind: 'published', version: published, created: true },
      { ...published, created: true },
    ],
    [{ kind: 'findings', findings: [temporalFinding] }, { findings: [temporalFinding] }],
    [{ kind: 'version', version: '0.1.0' }, { version: '0.1.0' }],
  ])('%j', (result, expected) => {
    expect(JSON.parse(renderJson(result))).toEqual(expected);
  });

  test('no character can steer a terminal, and none is lost', () => {
    const output = { text: 'a\u001b[31m\u009b\u202e\u2028\u007f調' };
    const text = renderJson({ kind: 'run', run: finishedRun({ output }), awaited: true });
    expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}]/u);
    expect(JSON.parse(text).output).toEqual(output);
  });

  test('an error is one object as well', () => {
    expect(JSON.parse(renderErrorJson(new LoomError('market.not_found', 'No.', 'Look.')))).toEqual({
      error: { code: 'market.not_found', message: 'No.', hint: 'Look.' },
    });
  });
});
