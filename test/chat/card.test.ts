import { cardContent, crowdedContent, digestContent } from '../../client/chat/card-content.ts';
import { promptContent, type RoomVote } from '../../client/chat/prompt-content.ts';
import { renderErrorForRoom, renderForRoom } from '../../client/chat/render.ts';
import { commands } from '../../client/commands/index.ts';
import type { Result } from '../../client/commands/result.ts';
import type { AskedView } from '../../client/loom.ts';
import { LoomError } from '../../domain/errors.ts';
import type { OpenQuestion, RunView } from '../../domain/run.ts';
import { moves, planned, scheduled, temporalFinding } from '../support/fake-loom.ts';
import { published } from '../support/fake-market.ts';
import { at, failedRun, finishedRun, incidentRun, millisecondsAt, openQuestion } from '../support/run-views.ts';

const room = { room: '!room', requester: '@ann:loom.test' };
const drawing = { seq: 3, prompt: '!loom ', requester: '@ann:loom.test', now: millisecondsAt(4) };

describe('a card', () => {
  it('shows how far a run is, and calls nobody', () => {
    const { content } = cardContent(incidentRun(room), drawing);
    expect(`\n${content.body}\n`).toBe(`
▶ security_incident_response 2.1.0 · running 2/5 · 4.0 s
  ✓ assess · assess_severity · 0.4 s
  ✓ investigate · forensic_analysis · 1.2 s
  ▶ contain · isolate_affected_systems · 3.0 s
  ↻ remediate · apply_fixes · 2 tries failed
    The inventory is locked by another process.
  · document · create_postmortem
  Run r-7f3k2m9q4a
  asked by @ann:loom.test · Temporal: http://127.0.0.1:8233/namespaces/default/workflows/loop%2Fr-7f3k2m9q4a/0199f0c2/history · !loom cancel r-7f3k2m9q4a
`);
    expect(content['m.mentions']).toEqual({});
    expect(content['dev.hololoom.card']).toEqual({ kind: 'run', id: 'loop/r-7f3k2m9q4a', seq: 3, state: 'running' });
    expect(content.formatted_body).toContain('<strong>assess</strong>');
  });

  it('shows how it ended, and calls whoever asked for it', () => {
    const done = cardContent(finishedRun(room), drawing).content;
    expect(done.body).toContain('✓ security_incident_response 2.1.0 · completed · 3.2 s');
    expect(done['m.mentions']).toEqual({ user_ids: ['@ann:loom.test'] });
    const failed = cardContent(failedRun(room), drawing).content;
    expect(failed.body).toContain('There is no incident "INC-404"');
    expect(failed.body).toContain('!loom resume r-7f3k2m9q4a');
  });

  it('stays within a message however much a run has to tell', () => {
    const steps = Array.from({ length: 500 }, (_, index) => ({
      ...incidentRun().steps[3]!,
      path: `s${index}`,
      name: `s${index}`,
      error: '<&>'.repeat(400),
    }));
    for (const run of [
      incidentRun({ steps }),
      finishedRun({ steps, output: { text: '\u202e@room'.repeat(20_000) } }),
    ]) {
      const { content } = cardContent({ ...run, ...room }, drawing);
      expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThanOrEqual(12 * 1024);
      expect(content.body).not.toMatch(/@room|\u202e/);
    }
  });
});

describe('many runs at once', () => {
  const named = (id: string, change: Partial<RunView> = {}): RunView =>
    incidentRun({ workflowId: `loop/${id}`, ...room, ...change });

  it('share one message, those that go on first', () => {
    const runs = [named('r-1', { status: 'completed', endedAt: at(3) }), named('r-2'), named('r-3')];
    const { content } = digestContent('digest:loop/r-1', runs, drawing);
    expect(content.body.split('\n').map((line) => line.trim().split(' ')[0])).toEqual(['2', '▶', '▶', '✓']);
    expect(content['dev.hololoom.card']).toEqual({ kind: 'digest', id: 'digest:loop/r-1', seq: 3, state: 'live' });
    const over = digestContent('d', runs.slice(0, 1), drawing).content;
    expect(over.body).toMatch(/^All of these runs are over\./);
  });

  it('are not all listed', () => {
    const runs = Array.from({ length: 60 }, (_, index) => named(`r-${index}`));
    expect(digestContent('d', runs, drawing).content.body.split('\n')).toHaveLength(1 + 30 + 1);
  });

  it('have cards that say where to look', () => {
    expect(crowdedContent(named('r-2'), drawing).content.body).toMatch(
      /running 2\/5[\s\S]*shown together[\s\S]*!loom cancel r-2/,
    );
  });
});

describe('a prompt', () => {
  const question: OpenQuestion = {
    ...openQuestion(),
    number: 7,
    text: 'Delete <b>40</b> hosts?',
    need: 2,
    votes: 1,
    users: null,
    level: 50,
  };
  const asked: AskedView = { question, plan: 'c'.repeat(64), votes: [], state: 'open', choice: null };
  const vote = (user: string, change: Partial<RoomVote> = {}): RoomVote => ({
    user,
    choice: question.choices[0] ?? '',
    decided: false,
    at: new Date(at(30)),
    withdrawnAt: null,
    ...change,
  });
  const draw = (view: AskedView, votes: readonly RoomVote[] = []) =>
    promptContent(view, { prompt: '!loom ', requester: '@ann:loom.test', votes, mentions: [] }).content;

  it('says what it is about, who may answer and how, and who has', () => {
    const votes = [vote('@bob:loom.test'), vote('@eve:loom.test', { withdrawnAt: new Date(at(40)) })];
    const { body } = draw(asked, votes);
    expect(body).toContain('Delete <b>40</b> hosts?');
    expect(body).toContain('1 of 2 · from people of power level 50 or more · not @ann:loom.test');
    expect(body).toContain('plan cccccccccccc');
    expect(body).toContain('!loom approve 7 --plan cccccccccccc');
    expect(body).toContain('✅ @bob:loom.test · 2026-11-23 03:00 UTC');
    expect(body).toContain(`@eve:loom.test took back ${question.choices[0]}`);
  });

  it('says what came of it', () => {
    const decided = draw({ ...asked, state: 'decided', choice: question.choices[0]! }, [
      vote('@bob:loom.test'),
      vote('@cat:loom.test'),
    ]);
    expect(decided.body).toMatch(/^✅ 7 /);
    expect(decided.body).toContain(`${question.choices[0]}: @bob:loom.test, @cat:loom.test`);
    expect(decided.body).not.toContain('approve');
    expect(draw({ ...asked, state: 'decided', choice: question.choices[1]! }).body).toMatch(/^❌/);
    expect(draw({ ...asked, state: 'over' }).body).toMatch(
      /^⌛[\s\S]*Nobody can answer this any more; 1 of 2 had said yes\./,
    );
  });
});

describe('every result', () => {
  const results: readonly Result[] = [
    { kind: 'run', run: finishedRun(), awaited: false },
    { kind: 'runs', runs: [incidentRun()] },
    { kind: 'cancelling', run: incidentRun() },
    { kind: 'questions', questions: [openQuestion()] },
    {
      kind: 'answered',
      answer: { question: openQuestion(), choice: 'yes', decided: null, votes: 1, need: 2 },
      by: '@ann',
    },
    { kind: 'withdrawn', withdrawn: { question: openQuestion(), votes: 0, need: 2 }, by: '@ann' },
    { kind: 'emitted', event: 'deploy.done', told: ['loop/r-1'] },
    { kind: 'schedules', schedules: [scheduled] },
    { kind: 'schedule', schedule: scheduled, done: 'added' },
    { kind: 'moves', report: moves },
    { kind: 'planned', plan: planned },
    { kind: 'verified', publisher: 'acme', created: true },
    { kind: 'package', versions: [published], documentation: '# <x>\n', source: 'LOOP x\nEND\n', card: null },
    { kind: 'published', version: published, created: true },
    { kind: 'audit_verified', verdict: { rows: 3, head: 'c'.repeat(64), brokenAt: null } },
    { kind: 'settings', settings: [{ name: 'prefix', value: '!loom', set: false, description: 'd' }], changed: null },
    {
      kind: 'person',
      standing: { user: '@ann', joined: true, level: 0, adminLevel: 50 },
      may: ['run'],
      mayNot: ['config set'],
    },
    { kind: 'findings', findings: [temporalFinding] },
    { kind: 'commands', commands, withheld: 2 },
    ...commands.map((command): Result => ({ kind: 'command', command })),
    { kind: 'version', version: '0.1.0' },
    { kind: 'drawn', format: 'mermaid', content: 'flowchart TD', file: null },
    { kind: 'drawn', format: 'svg', content: '<svg/>', file: null },
  ];

  it.each(results.map((result) => [result.kind, result] as const))('%s says something in a room', (_, result) => {
    const { text, attachments } = renderForRoom(result, '!loom ', millisecondsAt(100));
    expect(text !== '' || attachments.length > 0).toBe(true);
    expect(text).not.toContain('npx hololoom');
    expect(text.split('\n').every((line) => line.length < 2_500)).toBe(true);
  });

  it('of help tells what to type here', () => {
    const { text } = renderForRoom({ kind: 'commands', commands: commands.slice(0, 2), withheld: 3 }, '!ops ', 0);
    expect(text).toContain('"!ops help COMMAND" tells more about one. 3 more ask for a higher power level than yours.');
  });
});

describe('an error in a room', () => {
  it('says what to type there', () => {
    const error = new LoomError(
      'loop.run_not_found',
      'No run "x\u202e".',
      'Type "runs" to see them, or type "hololoom doctor".',
    );
    const text = renderErrorForRoom(error, '!loom ');
    expect(text).toContain('Type "!loom runs" to see them, or type "!loom doctor".');
    expect(text).toContain('xU+202E');
    expect(renderErrorForRoom(new LoomError('command.bad_arguments', 'x', 'Usage: run PROGRAM'), '!hl ')).toContain(
      'Usage: !hl run PROGRAM',
    );
  });
});
