import type { Json } from '../../../domain/json.ts';
import { type TryReport, tryPlan } from '../../../dsl/try/index.ts';
import { loopWith, wholeProgram } from '../../support/whole-programs.ts';

const startedAt = Date.parse('2026-11-25T09:00:00Z');
interface Asked {
  readonly inputs?: Record<string, Json>;
  readonly failing?: readonly string[];
  readonly answers?: Record<string, string>;
  readonly results?: Record<string, Json>;
}
const nothing = { inputs: {}, failing: [], answers: {}, results: {}, startedAt };

const tools = [
  't(a: any = null) -> {id: text, level: "low"|"high", count: number}',
  'read_only(a: any = null) -> any',
  'undo_it(a: any = null)',
];
const tried = (lines: readonly string[], asked: Asked = {}): TryReport => {
  const { plan, plans } = loopWith(tools, ...lines);
  return tryPlan({ plan, plans, ...nothing, ...asked });
};
const whole = (name: Parameters<typeof wholeProgram>[0], asked: Asked = {}): TryReport => {
  const { plan, plans } = wholeProgram(name);
  return tryPlan({ plan, plans, ...nothing, ...asked });
};
const statuses = ({ steps }: TryReport): string[] => steps.map(({ path, status }) => `${path} ${status}`);

describe('a dry run', () => {
  it('shows each step with what it would be called with and what it would give', () => {
    const { steps, output, failure } = tried([
      '- a = t("x")',
      '- b = t({a: a.id, n: a.count + 1})',
      '- c = "{b.level}!"',
    ]);
    expect(failure).toBeNull();
    expect(steps.map(({ path, given, value }) => ({ path, given, value }))).toEqual([
      { path: 'a', given: { a: 'x' }, value: { id: 'id', level: 'low', count: 1 } },
      { path: 'b', given: { a: { a: 'id', n: 2 } }, value: { id: 'id', level: 'low', count: 1 } },
      { path: 'c', given: null, value: 'low!' },
    ]);
    expect(output).toMatchObject({ c: 'low!' });
  });

  it('makes lists of two, and values of the types that inputs and tools declare', () => {
    const { steps } = tried([
      'INPUT: hosts: list<text>, since: time, pause: duration, on: bool',
      '- all = FOR host IN hosts: t([host, since, pause, on])',
    ]);
    const given = (at: number) => steps.find(({ path }) => path === `all[${at}].t`)?.given;
    expect(given(0)).toEqual({ a: ['hosts 1', '2026-11-25T09:00:00.000Z', 60_000, true] });
    expect(given(1)).toMatchObject({ a: ['hosts 2', expect.anything(), 60_000, true] });
  });

  it('finds out what a result without a type has to look like', () => {
    const { output, steps } = tried([
      '- found = read_only()',
      '- busy = found.hosts.filter(host => host.load > 0.5).map(host => host.name)',
      '- IF found.level == "high":',
      '- page = t(found.owner.name)',
      'END',
    ]);
    expect(output).toMatchObject({
      found: {
        hosts: [
          { load: 1, name: 'name' },
          { load: 1, name: 'name' },
        ],
        level: 'high',
        owner: { name: 'name' },
      },
      busy: ['name', 'name'],
    });
    expect(steps.every(({ note }) => note === null)).toBe(true);
  });

  it('says where samples do not do, and goes on', () => {
    const { steps, failure } = tried(['- a = t()', '- b = parse_json(a.id)', '- c = t(b)']);
    expect(failure).toBeNull();
    expect(steps[1]).toMatchObject({ path: 'b', value: 'b', note: expect.stringContaining('JSON') });
  });

  it('takes inputs, answers and results for what it is told', () => {
    const lines = [
      'INPUT: who: text',
      '- a = t(who)',
      '- ok = ASK "Go?" CHOICES ["yes", "no", "later"]',
      '- b = t(ok) WHEN ok == "later"',
    ];
    expect(statuses(tried(lines))).toContain('b skipped');
    const { steps } = tried(lines, { inputs: { who: 'ann' }, answers: { ok: 'later' }, results: { a: { id: 'x' } } });
    expect(steps.map(({ value }) => value)).toEqual([{ id: 'x' }, 'later', { id: 'id', level: 'low', count: 1 }]);
    expect(steps[0]?.given).toEqual({ a: 'ann' });
    expect(() => tried(lines, { answers: { ok: 'perhaps' } })).toThrow('"perhaps" is none of the choices of ok.');
  });

  it('runs through loops of other packages and through all controls', () => {
    const digest = whole('monday-digest');
    expect(statuses(digest)).toEqual([
      'found completed',
      'found[0].open_issues completed',
      'found[1].open_issues completed',
      'issues completed',
      'text completed',
      'sent completed',
      'sent/1.say completed',
      'late completed',
      '1.say skipped',
    ]);
    expect(digest.steps.find(({ path }) => path === 'sent/1.say')?.given).toEqual({ room: '#team', text: 'text' });
    const canary = whole('canary-deploy', { results: { 'spike[].error_rate': 0.001 } });
    expect(canary.steps.filter(({ path }) => path.startsWith('spike['))).toHaveLength(10);
    expect(canary.output).toEqual({ version: 'version', live: true });
    expect(statuses(canary)).toEqual(
      expect.arrayContaining(['go.pressed completed', 'go.timer cancelled', 'all completed']),
    );
  });
});

describe('a step that is made to fail', () => {
  const chain = [
    '- a = t() UNDO undo_it(a.id)',
    '- b = t(a) UNDO undo_it("b")',
    '- c = t(a)',
    '- d = read_only(b)',
    '- e = t(d)',
    '- f = t(e)',
  ];

  it('stops the run, which undoes what it did, later steps first', () => {
    const report = tried(chain, { failing: ['e'] });
    expect(statuses(report)).toEqual([
      'a completed',
      'b completed',
      'c completed',
      'd completed',
      'e failed',
      'f waiting',
    ]);
    expect(report.failure).toEqual({ step: 'e', message: 'It was made to fail.' });
    expect(report.undone).toEqual([
      { path: 'b', tool: 'undo_it', given: { a: 'b' }, stage: 0 },
      { path: 'a', tool: 'undo_it', given: { a: 'id' }, stage: 1 },
    ]);
    expect(report.staysDone).toEqual(['c', 'd']);
    expect(report.output).toBeNull();
  });

  it('tells what is at work beside it to stop', () => {
    const report = tried(['- a = t() RETRY 1', '- b = WAIT 1h', '- c = t(b)'], { failing: ['a'] });
    expect(statuses(report)).toEqual(['a failed', 'b cancelled', 'c waiting']);
  });

  it('is replaced by its ELSE', () => {
    const report = tried(['- a = t() ELSE {id: "none"}', '- b = t(a.id)'], { failing: ['a'] });
    expect(statuses(report)).toEqual(['a replaced', 'b completed']);
    expect(report.steps[1]?.given).toEqual({ a: 'none' });
    expect(report.failure).toBeNull();
  });

  it('fails at one item or at all of them', () => {
    const lines = ['- all = FOR x IN [1, 2, 3] KEEP GOING: t(x)'];
    const value = (failing: string) => tried(lines, { failing: [failing] }).steps[0]?.value as { error: Json }[];
    expect(value('all[1].t').map(({ error }) => error)).toEqual([null, 'It was made to fail.', null]);
    expect(value('t').every(({ error }) => error !== null)).toBe(true);
  });

  it('undoes items at once, rounds from the last to the first', () => {
    const items = tried(['- all = FOR x IN [1, 2]:', '- u = t(x) UNDO undo_it(x)', 'END', '- z = t()'], {
      failing: ['z'],
    });
    expect(items.undone.map(({ path, given, stage }) => [path, given, stage])).toEqual([
      ['all[0].u', { a: 1 }, 0],
      ['all[1].u', { a: 2 }, 0],
    ]);
    const rounds = tried(
      ['- r = REPEAT MAX 2:', '- u = t() UNDO undo_it(u.id)', 'END UNTIL u.count > 5 ELSE null', '- z = t(r)'],
      { failing: ['z'] },
    );
    // What a replaced line did is undone with the rest.
    expect(rounds.undone.map(({ path, stage }) => [path, stage])).toEqual([
      ['r[1].u', 0],
      ['r[0].u', 1],
    ]);
    const kept = tried(['- r = REPEAT MAX 3:', '- u = t() UNDO undo_it("u")', 'END UNTIL u.count > 5'], {});
    expect(kept.failure?.message).toContain('did not come about in 3 rounds');
    expect(kept.undone.map(({ path, stage }) => [path, stage])).toEqual([
      ['r[2].u', 0],
      ['r[1].u', 1],
      ['r[0].u', 2],
    ]);
  });

  it('lets ON ERROR speak of what there is', () => {
    const { onError } = whole('incident-response', { failing: ['document'] });
    expect(onError[0]?.given).toMatchObject({ text: expect.stringMatching(/^document failed: It was made to fail/) });
  });

  it('has to be there', () => {
    expect(() => tried(chain, { failing: ['aa'] })).toThrow('No step is called "aa".');
  });
});

describe('without a step to fail', () => {
  const rows = ({ failures }: TryReport) =>
    failures.map(({ path, run, undone, staysDone }) => [path, run, undone.join(' '), staysDone.join(' ')]);

  it('every step is made to fail once, after all that may be done before it', () => {
    expect(rows(whole('incident-response'))).toEqual([
      ['assess', 'fails', '', 'investigate/filed'],
      ['investigate', 'fails', '', ''],
      ['ok', 'goes on', '', ''],
      ['contain[1].cut', 'goes on', '', ''],
      ['document', 'fails', 'contain[0].cut contain[1].cut', 'investigate/filed'],
      ['2.say', 'fails', 'contain[0].cut contain[1].cut', 'investigate/filed'],
    ]);
    expect(rows(whole('canary-deploy'))).toEqual([
      ['canary', 'fails', '', ''],
      ['spike[0].error_rate', 'goes on', '', ''],
      ['go.pressed', 'goes on', '', ''],
      ['all', 'fails', 'canary', ''],
      ['2.say', 'fails', 'canary', 'all'],
    ]);
  });

  it('names steps that never come up', () => {
    const { unreached } = tried(['- all = FOR x IN []: t(x)', '- b = t(all)']);
    expect(unreached).toEqual(['all[].t']);
  });
});
