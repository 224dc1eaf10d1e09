import { wavesOf } from '../../dsl/waves.ts';
import { compiled, loopOf } from '../support/compiled.ts';
import { outline } from '../support/outline.ts';

describe('clauses', () => {
  it('become what the step carries, in whatever order they are written', () => {
    expect(
      outline(
        compiled(
          loopOf(
            '- a = t(id)',
            '- b = t(1) UNDO t(b.id, a) ELSE null RETRY 5 EVERY 2s BACKOFF 1.5 TIMEOUT 30s WHEN a.ok AFTER a',
            '- c = t(2) RETRY 1',
            '- d = a.x.y ELSE "none"',
          ),
        ),
      ),
    ).toEqual([
      'a = t(a: id) <- nothing',
      'b = t(a: 1) WHEN a.ok TIMEOUT 30000 RETRY 5 2000 1.5 ELSE null UNDO t(a: b.id, b: a) <- a',
      'c = t(a: 2) RETRY 1 1000 2 <- nothing',
      'd = a.x.y ELSE "none" <- a',
    ]);
  });

  it('wait for what they mention, but an UNDO not for its own step', () => {
    const names = ['w', 'l', 'e', 'u'].map((name) => `- ${name} = t(id)`);
    const plan = compiled(loopOf(...names, '- x = t(id) WHEN w != null TIMEOUT l ELSE e UNDO t(u, x)'));
    expect(outline(plan).at(-1)).toBe('x = t(a: id) WHEN w != null TIMEOUT l ELSE e UNDO t(a: u, b: x) <- e l u w');
    expect(plan.steps.at(-1)?.wave).toBe(1);
  });

  it('skip the calls inside a line with the line', () => {
    expect(outline(compiled(loopOf('- a = t(id)', '- b = t(t(1)) WHEN a == 2')))).toEqual([
      'a = t(a: id) <- nothing',
      'b.t = t(a: 1) WHEN a == 2 <- a',
      'b = t(a: b.t) WHEN a == 2 <- a b.t',
    ]);
  });
});

describe('WAIT, FAIL and RETURN', () => {
  it('hold when they have no name, as all lines do', () => {
    const plan = compiled(
      loopOf(
        '- a = t(1)',
        '- timer = WAIT 4h',
        '- WAIT 10m',
        '- b = t(2)',
        '- FAIL "no {b.x}" WHEN b == null',
        '- WAIT UNTIL "2026-01-31T09:00:00Z"',
        '- RETURN {a} WHEN a == b',
        '- c = t(3)',
      ),
    );
    expect(outline(plan)).toEqual([
      'a = t(a: 1) <- nothing',
      'timer = wait 14400000 <- nothing',
      '1.wait = wait 600000 <- a timer',
      'b = t(a: 2) <- 1.wait',
      '2.fail = fail "…{b.x}" WHEN b == null <- 1.wait b',
      '3.wait_until = until "2026-01-31T09:00:00Z" <- 2.fail',
      '4.return = {a: a} WHEN a == b <- 3.wait_until a b',
      'c = t(a: 3) <- 4.return',
    ]);
  });
});

describe('IF', () => {
  it('floats while its lines have names; each of them waits for what it mentions', () => {
    const plan = compiled(
      loopOf(
        '- a = t(id)',
        '- slow = t(id)',
        '- IF a.high:',
        '- x = t(a)',
        '- y = t(slow, x)',
        'ELSE IF a.low:',
        '- x = t(t(1))',
        'ELSE:',
        '- z = t(id)',
        'END',
        '- b = t(x, z)',
        '- c = t(slow)',
      ),
    );
    expect(outline(plan)).toEqual([
      'a = t(a: id) <- nothing',
      'slow = t(a: id) <- nothing',
      '1.if = if a.high, a.low, else <- a',
      '> x = t(a: a) <- a',
      '> y = t(a: slow, b: x) <- slow x',
      '> x.t = t(a: 1) <- nothing',
      '> x = t(a: x.t) <- x.t',
      '> z = t(a: id) <- nothing',
      'b = t(a: x, b: z) <- 1.if',
      'c = t(a: slow) <- slow',
    ]);
    expect(wavesOf(plan)).toEqual([['a', 'slow'], ['1.if', 'c'], ['x', 'x.t', 'z'], ['y'], ['b']]);
    expect(plan.steps[2]).toMatchObject({ source: 'IF a.high', line: 8 });
  });

  it('holds when a line inside it holds, unless it has a name itself', () => {
    const block = (opener: string) =>
      outline(compiled(loopOf('- a = t(id)', '- b = t(id)', opener, '- FAIL "no"', '- d = t(1)', 'END', '- c = t(2)')));
    expect(block('- IF a.high:')).toEqual([
      'a = t(a: id) <- nothing',
      'b = t(a: id) <- nothing',
      '1.if = if a.high <- a b',
      '> 1.1.fail = fail "no" <- nothing',
      '> d = t(a: 1) <- 1.1.fail',
      'c = t(a: 2) <- 1.if',
    ]);
    expect(block('- guard = IF a.high:')).toEqual([
      'a = t(a: id) <- nothing',
      'b = t(a: id) <- nothing',
      'guard = if a.high <- a',
      '> guard.1.fail = fail "no" <- nothing',
      '> d = t(a: 1) <- guard.1.fail',
      'c = t(a: 2) <- nothing',
    ]);
  });

  it('can stand in an IF; what is inside is there after the outermost', () => {
    const plan = compiled(
      loopOf(
        '- a = t(id)',
        '- IF t(a).ok:',
        '- IF a.low:',
        '- t("deep")',
        '- x = t(1)',
        'END WHEN a != 3 TIMEOUT 1h',
        '- y = t(x)',
        'ELSE:',
        '- t("other")',
        'END AFTER a',
        '- b = t(x) AFTER y',
      ),
    );
    expect(outline(plan)).toEqual([
      'a = t(a: id) <- nothing',
      '1.t = t(a: a) <- a',
      '1.if = if 1.t.ok, else <- 1.t a',
      '> 1.1.if = if a.low WHEN a != 3 TIMEOUT 3600000 <- a',
      '> > 1.1.1.t = t(a: "deep") <- nothing',
      '> > x = t(a: 1) <- 1.1.1.t',
      '> y = t(a: x) <- 1.1.if',
      '> 1.2.t = t(a: "other") <- nothing',
      'b = t(a: x) <- 1.if',
    ]);
    expect(wavesOf(plan)).toEqual([['a'], ['1.t'], ['1.if'], ['1.1.if', '1.2.t'], ['1.1.1.t'], ['x'], ['y'], ['b']]);
  });
});

describe('ON ERROR and LIMIT', () => {
  it('are parts of the plan; what ran before is there', () => {
    const source = loopOf('- a = t(id)', 'ON ERROR:', '- note = t(error.step, a)', '- t(note)', 'LIMIT: 8h');
    const plan = compiled(source);
    expect(outline({ steps: plan.onError ?? [] })).toEqual([
      'note = t(a: error.step, b: a) <- nothing',
      'error.1.t = t(a: note) <- note',
    ]);
    expect(plan.limitMs).toBe(28_800_000);
    expect(plan.steps).toHaveLength(1);
  });

  it('leave no trace in plans without them', () => {
    expect(Object.keys(compiled(loopOf('- a = t(id)')))).not.toEqual(expect.arrayContaining(['limitMs']));
    expect(Object.keys(compiled(loopOf('- a = t(id)')))).not.toEqual(expect.arrayContaining(['onError']));
  });
});
