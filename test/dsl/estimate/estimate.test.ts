import { estimatePlan } from '../../../dsl/estimate/index.ts';
import type { Range } from '../../../dsl/estimate/range.ts';
import { loopWith, wholeProgram } from '../../support/whole-programs.ts';

const tools = ['t(a: any = null) -> any', 'undo_it(a: any = null)'];
const shown = ({ least, most }: Range): string => (least === most ? `${least}` : `${least}..${most ?? ''}`);
/** `activities timers children events` of a run that ends well. */
function costs(lines: readonly string[], inputs: Parameters<typeof estimatePlan>[1] = {}): string {
  const { activities, timers, children, events } = estimatePlan(loopWith(tools, ...lines).plan, inputs).well;
  return [activities, timers, children, events].map(shown).join(' ');
}

describe('what a run starts', () => {
  it.each<[string, string, readonly string[]]>([
    ['a call: three events, and the task it wakes the run for', '1 0 0 11', ['- a = t()']],
    ['five calls one after another', '3 0 0 23', ['- a = t()', '- b = t(a)', '- c = t(b)']],
    ['calls at once, whose ends may come together', '3 0 0 17..23', ['- a = t()', '- b = t()', '- c = t()']],
    ['a value: nothing', '0 0 0 5', ['- a = 1 + 1']],
    ['a wait', '0 1 0 10', ['- WAIT 10m']],
    ['calls inside calls', '3 0 0 23', ['- a = t(t(t()))']],
    ['what may be skipped', '1..2 0 0 11..17', ['- a = t()', '- b = t() WHEN a == 1']],
    [
      'the cheapest and the dearest branch',
      '0..2 0 0 5..17',
      ['- IF 1 == 1:', '- a = t()', '- b = t(a)', 'ELSE:', '- c = 1', 'END'],
    ],
    ['a branch that may not be there', '0..1 0 0 5..11', ['- IF 1 == 1:', '- a = t()', 'END']],
    ['a FOR over a list that is known', '3 0 0 17..23', ['- all = FOR x IN [1, 2, 3]: t(x)']],
    ['one item at a time', '3 0 0 23', ['- all = FOR x IN [1, 2, 3] MAX 1: t(x)']],
    ['rounds', '1..4 0..3 0 11..44', ['- r = REPEAT MAX 4 EVERY 1m: t() UNTIL it == 1']],
    ['branches of which one wins', '1 1 0 13..17', ['- f = FIRST:', '- a = t()', '- b = WAIT 1h', 'END']],
    ['a question with a deadline', '1 1 0 13..21', ['- ok = ASK "Go?" WITHIN 1h ELSE "no"']],
    ['a gate for two', '1 0 0 13..21', ['- ASK "Go?" NEED 2']],
    ['what is said', '1 0 0 11', ['- SAY "Hello"']],
    ['an event, or its deadline', '0 0..1 0 5..', ['- e = WAIT FOR "done" WITHIN 1h']],
    ['a LIMIT, which is a timer', '1 1 0 13', ['LIMIT: 1h', '- a = t()']],
    ['a TIMEOUT around an IF', '0..1 0..1 0 5..17', ['- IF 1 == 1:', '- a = t()', 'END TIMEOUT 1m']],
    ['RETURN, before which all is done that it waits for', '1 0 0 11', ['- a = t()', '- RETURN a']],
    [
      'RETURN, that others may race',
      '1..2 0 0 11..18',
      ['- a = t()', '- b = t()', '- done = a', '- guard = IF done != null:', '- RETURN 1', 'END AFTER a'],
    ],
  ])('%s', (_what, expected, lines) => {
    expect(costs(lines)).toBe(expected);
  });

  it('is known as far as the inputs are', () => {
    const lines = ['INPUT: hosts: list<text> = ["a", "b"]', '- all = FOR host IN hosts: t(host)'];
    expect(costs(lines)).toBe('2 0 0 14..17');
    expect(costs(lines, { hosts: ['a'] })).toBe('1 0 0 11');
    expect(costs(lines, { hosts: Array.from({ length: 250 }, String) })).toBe('0 0 3 17..32');
  });

  it('is told for each item where nobody knows how many there are', () => {
    const { plan } = loopWith(
      ['find() -> list<text>', 't(a: any) -> any'],
      '- found = find()',
      '- all = FOR x IN found: t(t(x))',
    );
    const { well, perItem } = estimatePlan(plan);
    expect(well.activities).toEqual({ least: 1, most: null });
    expect(perItem).toEqual([
      {
        path: 'all',
        activities: { least: 2, most: 2 },
        timers: { least: 0, most: 0 },
        children: { least: 0, most: 0 },
        events: { least: 12, most: 12 },
      },
    ]);
  });

  it('counts what is undone and what ON ERROR does among what a failing run may do', () => {
    const { plan } = loopWith(tools, '- a = t() UNDO undo_it()', '- b = t(a) UNDO undo_it(b)');
    expect(estimatePlan(plan).failing.activities).toEqual({ least: 0, most: 4 });
    expect(estimatePlan({ ...plan, onError: plan.steps }).failing.activities).toEqual({ least: 0, most: 6 });
  });

  it('grows by what the values of a run are worth', () => {
    const bytes = (...lines: readonly string[]) => estimatePlan(loopWith(tools, ...lines).plan).well.bytes;
    const short = bytes('- a = t("x")');
    const long = bytes(`- a = t("${'x'.repeat(3_000)}")`);
    expect(long.least - short.least).toBeGreaterThan(2_999);
    expect(short.most).toBeGreaterThan(64 * 1024);
  });

  it.each(['incident-response', 'canary-deploy', 'monday-digest'] as const)('can be told of %s', (name) => {
    const { well, failing } = estimatePlan(wholeProgram(name).plan);
    expect(well.activities.least).toBeGreaterThan(0);
    expect(well.events.least).toBeGreaterThan(failing.events.least);
  });
});
