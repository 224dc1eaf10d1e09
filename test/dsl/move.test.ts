import type { StepStatus } from '../../domain/run.ts';
import { moveOf } from '../../dsl/move.ts';
import { loopWith, wholeProgram } from '../support/whole-programs.ts';

const tools = ['t(a: any = null) -> any', 'u(a: any = null) -> any'];
const old = [
  '- a = t(1)',
  '- b = t(a) WHEN a != 2 UNDO u(b)',
  '- all = FOR x IN [1, 2] MAX 1:',
  '- c = t([x, b])',
  '- d = t(c)',
  'END',
  '- e = t(all)',
];
/** What keeps a run that has begun these steps of `old` from going on with other lines; null when nothing does. */
function kept(lines: readonly string[], begun: Readonly<Record<string, StepStatus>>, head: readonly string[] = []) {
  const move = moveOf(loopWith(tools, ...head, ...old).plan, loopWith(tools, ...lines).plan, begun, []);
  return move.could ? null : [move.step, move.why];
}
const changed = (from: string, to: string): string[] => old.map((line) => line.replace(from, to));
const half: Record<string, StepStatus> = { a: 'completed', b: 'running', all: 'waiting', e: 'waiting' };
const inside: Record<string, StepStatus> = {
  ...half,
  b: 'completed',
  all: 'running',
  'all[0].c': 'completed',
  'all[0].d': 'waiting',
};

describe('a run that has begun some steps', () => {
  it('could go on with the same lines, wherever they stand', () => {
    expect(kept(['- z = t("new")', ...old], inside)).toBeNull();
    expect(moveOf(loopWith(tools, ...old).plan, loopWith(tools, ...old).plan, inside, [])).toEqual({
      could: true,
      begun: 4,
    });
  });

  it('could go on with a plan in which only what has not begun is another', () => {
    expect(kept(changed('e = t(all)', 'e = u(all) RETRY 9'), half)).toBeNull();
    expect(kept(old.slice(0, 2), half)).toBeNull();
    expect(kept(changed('d = t(c)', 'd = u(c)'), inside)).toBeNull();
  });

  it.each<[string, string, string[], Record<string, StepStatus>, string]>([
    [
      'a step that is gone',
      'a',
      old.slice(1).map((line) => line.replace(/\ba\b/, 'null').replace('a != 2', '1 != 2')),
      half,
      'It has begun, and the new plan has no step at a.',
    ],
    ['another kind', 'a', changed('a = t(1)', 'a = 1'), half, 'It is CALL, and would be VALUE.'],
    ['another tool', 'a', changed('a = t(1)', 'a = u(1)'), half, 'Its tool "t" would become "u".'],
    ['other arguments', 'a', changed('t(1)', 't(2)'), half, 'What it does "t(1)" would become "t(2)".'],
    ['another WHEN', 'b', changed('a != 2', 'a != 3'), half, 'WHEN "a != 2" would become "a != 3".'],
    ['a TIMEOUT', 'a', changed('t(1)', 't(1) TIMEOUT 1m'), half, 'TIMEOUT "none" would become "1m".'],
    ['a RETRY', 'a', changed('t(1)', 't(1) RETRY 5'), half, 'RETRY "none" would become "5 EVERY 1s BACKOFF 2".'],
    ['another UNDO', 'b', changed('UNDO u(b)', 'UNDO u(a)'), half, 'Its UNDO would be another.'],
    [
      'another order',
      'b',
      ['- z = t(0)', ...changed('UNDO', 'AFTER z UNDO')],
      half,
      'It comes after "a" would become "a, z".',
    ],
    [
      'another list for a FOR',
      'all',
      changed('[1, 2] MAX 1', '[1, 2] MAX 2'),
      inside,
      'What it does "FOR x IN [1, 2] MAX 1" would become "FOR x IN [1, 2] MAX 2".',
    ],
    [
      'another body',
      'all[].c',
      changed('c = t([x, b])', 'c = t([b, x])'),
      inside,
      'What it does "t([x, b])" would become "t([b, x])".',
    ],
    [
      'another body of a FOR that is over',
      'all[].d',
      changed('d = t(c)', 'd = u(c)'),
      { ...inside, all: 'completed' },
      'Its tool "t" would become "u".',
    ],
  ])('stays with its plan for the sake of %s', (_what, step, lines, begun, why) => {
    expect(kept(lines, begun)).toEqual([step, why]);
  });

  it('stays for the first step that differs, in the order of its lines', () => {
    expect(
      kept(
        changed('t(1)', 't(2)').map((line) => line.replace('a != 2', 'a != 3')),
        half,
      )?.[0],
    ).toBe('a');
  });

  it('stays when a tool of the same name does something else', () => {
    const other = loopWith(['t(a: any = null, b: any = null) -> any', tools[1]!], ...old).plan;
    expect(moveOf(loopWith(tools, ...old).plan, other, half, [])).toMatchObject({
      ...{ could: false, step: 'a', why: 'The tool t would be another one of that name.' },
    });
  });

  it('stays when the new plan needs an input it was not given', () => {
    expect(kept(['INPUT: who: text', ...old], {})).toEqual([
      null,
      'The new plan needs the input "who", and it has none.',
    ]);
    expect(kept(['INPUT: who: text = "ann"', ...old], {})).toBeNull();
  });

  it('stays when another branch, test or loop would be there', () => {
    const { plan } = wholeProgram('incident-response');
    const begun: Record<string, StepStatus> = {
      assess: 'completed',
      investigate: 'running',
      '1.if': 'running',
      ok: 'running',
    };
    const steps = plan.steps.map((step) => {
      if (step.kind === 'loop') return { ...step, planHash: 'f'.repeat(64), from: 'acme/forensic_analysis@1.3.0' };
      return step.kind === 'if'
        ? { ...step, branches: step.branches.map((branch) => ({ ...branch, test: null })) }
        : step;
    });
    expect(moveOf(plan, { ...plan, steps }, begun, ['incident_id'])).toMatchObject({
      ...{
        step: 'investigate',
        why: 'The loop it runs "acme/forensic_analysis@1.2.4" would become "acme/forensic_analysis@1.3.0".',
      },
    });
    expect(moveOf(plan, { ...plan, steps }, { '1.if': 'running' }, ['incident_id'])).toMatchObject({ step: '1.if' });
  });
});
