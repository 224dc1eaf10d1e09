import { stepViews } from '../../client/api/run-view.ts';
import { renderCard } from '../../client/cli/card.ts';
import { renderJson } from '../../client/cli/json.ts';
import type { Look } from '../../client/cli/look.ts';
import { widthOf } from '../../client/cli/text.ts';
import type { RunStepRow } from '../../db/read/runs.ts';
import type { RunView, StepStatus } from '../../domain/run.ts';
import { compiled, loopOf } from '../support/compiled.ts';
import { incidentRun, millisecondsAt } from '../support/run-views.ts';

const plan = compiled(
  loopOf(
    '- ok = t(id)',
    '- contain = FOR host IN ["a", "b", "c"] KEEP GOING:',
    '- cut = t(host) UNDO t(cut)',
    '- told = FOR user IN ["u", "v"]: t(user, cut)',
    'YIELD cut',
    'END',
    '- spike = REPEAT MAX 10: t(id) UNTIL it == 1',
    '- go = FIRST:',
    '- pressed = ASK "Promote?"',
    '- timer = WAIT 4h',
    'END',
  ),
);

/** `completed contain[0].cut` as the projection has it: begun at `from`, for one second. */
function rows(lines: readonly string[], change: Partial<RunStepRow> = {}): RunStepRow[] {
  return lines.map((line, index) => {
    const [status = '', path = ''] = line.split(' ');
    const over = !['running', 'retrying'].includes(status);
    return {
      workflowId: 'loop/r-7f3k2m9q4a',
      path,
      status: status as StepStatus,
      attempts: 1,
      startedAt: new Date(millisecondsAt(index)),
      endedAt: over ? new Date(millisecondsAt(index + 1)) : null,
      error: status === 'failed' ? 'connection reset' : null,
      size: path === 'contain' ? 3 : null,
      ...change,
    };
  });
}
const look: Look = { width: 80, height: null, colour: false, unicode: true, prompt: '' };
const runOf = (lines: readonly string[], change: Partial<RunView> = {}): RunView =>
  incidentRun({ loop: 'test', version: null, steps: stepViews(plan, rows(lines), null), ...change });
const card = (run: RunView, change: Partial<Look> = {}) =>
  `\n${renderCard(run, { ...look, ...change }, millisecondsAt(20))}\n`;

const underWay = [
  'completed ok',
  'running contain',
  'completed contain[0].cut',
  'completed contain[0].told',
  'completed contain[0].told[0].t',
  'completed contain[0].told[1].t',
  'failed contain[1].cut',
  'running contain[2].cut',
  'running spike',
  'completed spike[0].t',
  'completed spike[1].t',
  'running spike[2].t',
  'running go',
  'running go.pressed',
  'running go.timer',
];

describe('what is done again and again', () => {
  test('is one line with counts, and what failed or is at work below it', () => {
    expect(card(runOf(underWay))).toBe(`
▶ test · running 1/4 · 20 s
  ┌ ✓ ok         t  1.0 s
  │ ▶ contain       1/3 done, 1 failed · 19 s
  │   ▶ cut      t  1 done, 1 failed, 1 at work · 18 s
  │     ✗ [1] connection reset
  │     ▶ [2] 13 s
  │   ✓ told        2/2 done · 1.0 s
  │     ✓ t      t  2 done · 2.0 s
  │ ▶ spike         round 3 of 10 · 12 s
  │   ▶ t        t  2 done, 1 at work · 11 s
  │     ▶ [2] 9.0 s
  └ ▶ go            8.0 s
      ▶ pressed     7.0 s
      ▶ timer       6.0 s
  Run r-7f3k2m9q4a
`);
  });

  test('is shown before it begins, and as skipped when there was nothing to do', () => {
    const nothingDone = rows(['completed ok', 'completed contain', 'skipped spike'], { size: 0 });
    const [, contain, cut, told, inner, spike, again] = stepViews(plan, nothingDone, null);
    const stands = [contain, cut, told, inner, spike, again].map((step) => [step?.path, step?.status]);
    expect(stands).toEqual([
      ['contain', 'completed'],
      ['contain[].cut', 'skipped'],
      ['contain[].told', 'skipped'],
      ['contain[].told[].t', 'skipped'],
      ['spike', 'skipped'],
      ['spike[].t', 'skipped'],
    ]);
    expect(stepViews(plan, [], null).every(({ status }) => status === 'waiting')).toBe(true);
  });

  test('takes the word of the run where the rows have gaps', () => {
    const truth = { contain: 'completed', 'contain[0].cut': 'completed', 'contain[1].cut': 'completed' } as const;
    const steps = stepViews(plan, rows(['running contain', 'running contain[0].cut']), truth);
    expect(steps.find(({ path }) => path === 'contain[].cut')).toMatchObject({
      status: 'completed',
      counts: { of: 'times', total: 2, done: 2, running: 0, failed: 0 },
    });
  });

  test('is undone in one line as well', () => {
    const undone = runOf([...underWay.slice(0, 3), 'completed contain[0].cut.undo', 'completed contain[1].cut.undo'], {
      status: 'failed',
    });
    expect(card(undone)).toContain('✓ undo cut   t  2 done');
  });

  test('keeps the card short however many items there are', () => {
    const many = Array.from(
      { length: 400 },
      (_, index) => `${index % 9 === 0 ? 'failed' : 'running'} contain[${index}].cut`,
    );
    const run = runOf(['running contain', ...many]);
    expect(run.steps.find(({ path }) => path === 'contain[].cut')?.occurrences).toHaveLength(5);
    for (const width of [40, 80]) {
      const lines = card(run, { width }).trim().split('\n');
      expect(lines.length).toBeLessThan(16);
      expect(Math.max(...lines.map((line) => widthOf(line)))).toBeLessThanOrEqual(width);
    }
  });

  test('can be read by programs', () => {
    const run = JSON.parse(renderJson({ kind: 'run', run: runOf(underWay), awaited: true }));
    expect(run.steps[1]).toMatchObject({
      name: 'contain',
      counts: { of: 'items', total: 3, done: 1, running: 1, failed: 1 },
    });
    expect(run.steps[2]).toMatchObject({
      path: 'contain[].cut',
      inside: 'contain',
      counts: { of: 'times', total: 3, done: 1, running: 1, failed: 1 },
      occurrences: [{ path: 'contain[1].cut', error: 'connection reset' }, { path: 'contain[2].cut' }],
    });
    expect(run.steps[0].counts).toBeUndefined();
  });
});
