import { compileProgram } from '../../dsl/compile.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import type { Plan } from '../../dsl/plan.ts';
import { compiled, hostTools, loopOf } from '../support/compiled.ts';
import { outline } from '../support/outline.ts';

const outlineOf = (...lines: readonly string[]): string[] => outline(compiled(loopOf(...lines)));

describe('FOR', () => {
  it('waits for all that is mentioned inside and made outside; its lines wait for each other', () => {
    expect(
      outlineOf(
        '- a = t(1)',
        '- b = t(2)',
        '- x = FOR host IN a.hosts MAX 3 FIRST 2 KEEP GOING:',
        '- p = t(host)',
        '- q = t(p, b) UNDO t(q, host)',
        '- t(q)',
        'YIELD {host, q}',
        'END WHEN a.ok TIMEOUT 1h ELSE []',
        '- c = t(x)',
      ),
    ).toEqual([
      'a = t(a: 1) <- nothing',
      'b = t(a: 2) <- nothing',
      'x = for host in a.hosts max 3 first 2 on yield {host: host, q: x[].q} WHEN a.ok TIMEOUT 3600000 ELSE [] <- a b',
      '> x[].p = t(a: host) <- nothing',
      '> x[].q = t(a: x[].p, b: b) UNDO t(a: x[].q, b: host) <- x[].p',
      '> x[].1.t = t(a: x[].q) <- x[].p x[].q',
      'c = t(a: x) <- x',
    ]);
  });

  it('gives the object of its names without a YIELD, and what the action gives when it is a single one', () => {
    expect(
      outlineOf(
        '- x = FOR k IN [1]:',
        '- p = t(k)',
        '- IF p.ok:',
        '- q = t(p)',
        '- SAY "{q}"',
        'END',
        'END',
        '- y = FOR k IN x: t(k.p)',
        '- z = FOR k IN y: k.name',
        '- u = FOR k IN z: ASK "{k}?" NEED 2',
        '- v = FOR k IN u: FOR l IN [k]: t(t(l), k)',
      ).filter((line) => !line.startsWith('> x')),
    ).toEqual([
      'x = for k in [1] max 10 yield {p: x[].p, q: x[].q} <- nothing',
      '> > x[].q = t(a: x[].p) <- x[].p',
      '> > x[].1.1.say = say "{x[].q}" <- x[].q',
      'y = for k in x max 10 yield y[].t <- x',
      '> y[].t = t(a: k.p) <- nothing',
      'z = for k in y max 10 yield k.name <- y',
      'u = for k in z max 10 yield u[].ask <- z',
      '> u[].ask = ask "{k}…" need 2 <- nothing',
      'v = for k in u max 10 yield v[].for <- u',
      '> v[].for = for l in [k] max 10 yield v[].for[].t <- nothing',
      '> > v[].for[].t2 = t(a: l) <- nothing',
      '> > v[].for[].t = t(a: v[].for[].t2, b: k) <- v[].for[].t2',
    ]);
  });

  it('makes calls in its list before it, and those in its YIELD in each round', () => {
    expect(
      outlineOf('- x = FOR k IN t(id).all:', '- p = t(k)', 'YIELD [t(p), k]', 'END', '- FOR k IN [x]: t(k)'),
    ).toEqual([
      'x.t = t(a: id) <- nothing',
      'x = for k in x.t.all max 10 yield [x[].1.t, k] <- x.t',
      '> x[].p = t(a: k) <- nothing',
      '> x[].1.t = t(a: x[].p) <- x[].p',
      '1.for = for k in [x] max 10 yield 1.for[].t <- x',
      '> 1.for[].t = t(a: k) <- nothing',
    ]);
  });

  it('may give names that other bodies give as well', () => {
    const plan = compiled(
      loopOf('- x = FOR k IN [1]:', '- p = t(k)', 'END', '- y = FOR k IN [2]:', '- p = t(k, x)', 'END'),
    );
    expect(outline(plan).map((line) => line.split(' = ')[0])).toEqual(['x', '> x[].p', 'y', '> y[].p']);
  });

  it('keeps the items of functions apart from its own', () => {
    const plan = compiled(loopOf('- x = FOR k IN [1]:', '- p = t(k)', 'YIELD [1, 2].map(item => item + p)', 'END'));
    const [step] = plan.steps;
    if (step?.kind !== 'for') throw new Error('It should be a FOR.');
    expect(evaluate(step.body.yields, new Map([['x[].p', 10]]))).toEqual([11, 12]);
  });
});

describe('REPEAT', () => {
  it('looks at what a round gave, and at the names of the round', () => {
    expect(
      outlineOf(
        '- a = t(1)',
        '- x = REPEAT MAX 5 EVERY a.pause: t(a) UNTIL it.ok ELSE null',
        '- y = REPEAT MAX 3:',
        '- p = t(x)',
        'YIELD p.size',
        'END UNTIL it > 3 && p.ok AFTER a',
        '- b = t(y)',
      ),
    ).toEqual([
      'a = t(a: 1) <- nothing',
      'x = repeat 5 every a.pause yield x[].t until it.ok ELSE null <- a',
      '> x[].t = t(a: a) <- nothing',
      'y = repeat 3 yield y[].p.size until it > 3 && y[].p.ok <- a x',
      '> y[].p = t(a: x) <- nothing',
      'b = t(a: y) <- y',
    ]);
  });

  it('finds its test on the line after its END as well', () => {
    expect(outlineOf('- x = REPEAT MAX 3:', '- p = t(1)', 'END', 'UNTIL p.ok').at(0)).toBe(
      'x = repeat 3 yield {p: x[].p} until x[].p.ok <- nothing',
    );
  });
});

describe('FIRST', () => {
  it('lets its lines race; what they mention outside it waits for, and its result has their names', () => {
    expect(
      outlineOf(
        '- a = t(1)',
        '- x = FIRST 2:',
        '- p = t(a)',
        '- q = WAIT 5m',
        '- r = t(p)',
        '- s = FOR k IN a.all: t(k)',
        'END TIMEOUT 1h',
        '- b = t(x.p ?? x.r)',
      ),
    ).toEqual([
      'a = t(a: 1) <- nothing',
      'x = first 2 TIMEOUT 3600000 <- a',
      '> x.p = t(a: a) <- nothing',
      '> x.q = wait 300000 <- nothing',
      '> x.r = t(a: x.p) <- x.p',
      '> x.s = for k in a.all max 10 yield x.s[].t <- nothing',
      '> > x.s[].t = t(a: k) <- nothing',
      'b = t(a: x.p ?? x.r) <- x',
    ]);
  });

  it('holds without a name', () => {
    expect(outlineOf('- a = t(1)', '- FIRST:', '- p = WAIT 5m', 'END', '- b = t(2)')).toEqual([
      'a = t(a: 1) <- nothing',
      '1.first = first 1 <- a',
      '> 1.first.p = wait 300000 <- nothing',
      'b = t(a: 2) <- 1.first',
    ]);
  });
});

describe('lines that talk and wait', () => {
  it('carry what they need; a call in them is made before', () => {
    expect(
      outlineOf(
        '- a = ASK "{id}?" IN #ops FROM [@ann, t(1)] NEED 2 CHOICES ["go", "stop"] WITHIN 30m',
        '- b = COLLABORATE "Why {a}?" WITH ["ada", "bob"] QUORUM 2 WITHIN 10m ELSE null',
        '- c = WAIT FOR "done" WHERE it.id == run.id && it.b == b WITHIN 1d ELSE null',
        '- ASK "Sure?"',
        '- d = WAIT FOR "more"',
      ),
    ).toEqual([
      'a.t = t(a: 1) <- nothing',
      'a = ask "{id}…" need 2 in "#ops" from ["@ann", a.t] of ["go","stop"] within 1800000 <- a.t',
      'b = collaborate "…{a}…" quorum 2 with ["ada","bob"] within 600000 ELSE null <- a',
      'c = wait for done where it.id == run.id && it.b == b within 86400000 ELSE null <- b',
      '1.ask = gate "Sure?" need 1 <- a b c',
      'd = wait for more <- 1.ask',
    ]);
  });

  it('say things in their order, and hold up nothing', () => {
    expect(
      outlineOf(
        '- a = t(1)',
        '- SAY "one {a}"',
        '- b = t(2)',
        '- IF a.ok:',
        '- SAY "two"',
        '- c = t(3)',
        'END',
        '- d = t(4)',
        '- t(5)',
        '- e = t(6)',
      ),
    ).toEqual([
      'a = t(a: 1) <- nothing',
      '1.say = say "…{a}" <- a',
      'b = t(a: 2) <- nothing',
      '2.if = if a.ok <- 1.say a b',
      '> 2.1.say = say "two" <- nothing',
      '> c = t(a: 3) <- nothing',
      'd = t(a: 4) <- nothing',
      '3.t = t(a: 5) <- 1.say 2.if a b d',
      'e = t(a: 6) <- 3.t',
    ]);
  });

  it('can stand under ON ERROR', () => {
    const plan = compiled(
      loopOf(
        '- a = t(id)',
        'ON ERROR:',
        '- look = ASK "{error.message}. Look at {a}?" FROM 50 WITHIN 1h ELSE "no"',
        '- IF look == "yes":',
        '- SAY "On it" IN #ops',
        'END',
        '- tidied = FOR k IN [1, 2]: t(k, run.id)',
      ),
    );
    expect(outline({ steps: plan.onError ?? [] })).toEqual([
      'look = ask "{error.message}…{a}…" need 1 from 50 within 3600000 ELSE "no" <- nothing',
      'error.1.if = if look == "yes" <- look',
      '> error.1.1.say = say "On it" in "#ops" <- nothing',
      'tidied = for k in [1,2] max 10 yield tidied[].t <- nothing',
      '> tidied[].t = t(a: k, b: run.id) <- nothing',
    ]);
  });
});

describe('further loops of a source', () => {
  const source = [
    'LOOP ops/main',
    '  INPUT: hosts',
    '  STEPS:',
    '    - a = FOR host IN hosts: one(host) TIMEOUT 1h',
    '    - b = two(n: 1, host: "x") UNDO page(who: "ann")',
    'END',
    'LOOP ops/one',
    '  INPUT: host',
    '  TOOLS:',
    '    - look(host) = HOST pager/page',
    '  STEPS:',
    '    - x = two(host, 2)',
    '    - y = look(x)',
    'END',
    'LOOP two',
    '  INPUT: host, n: number = 3',
    '  LIMIT: 1h',
    '  STEPS:',
    '    - x = page("{host}{n}")',
    '  OUTPUT: x',
    'END',
    'TOOLS box',
    '  - page(who: text) = HOST pager/page',
    'END',
  ].join('\n');
  const compile = (text: string) => compileProgram(text, { dependencies: new Map(), hostTools, offline: false });

  it('have plans of their own, each after those it calls; calls name them by their hashes', () => {
    const { plan, plans, problems } = compile(source);
    expect(problems).toEqual([]);
    expect(plans.map(({ loop }) => loop)).toEqual(['two', 'ops/one']);
    expect([...plans, plan as Plan].map((each) => [each.format, ...outline(each)])).toEqual([
      [1, 'x = page(who: "{host}{n}") <- nothing'],
      [2, 'x = own two(host: host, n: 2) <- nothing', 'y = look(host: x) <- x'],
      [
        2,
        'a = for host in hosts max 10 yield a[].one TIMEOUT 3600000 <- nothing',
        '> a[].one = own ops/one(host: host) <- nothing',
        'b = own two(host: "x", n: 1) UNDO page(who: "ann") <- nothing',
      ],
    ]);
    expect(plans[0]).toMatchObject({ limitMs: 3_600_000, inputs: [{ name: 'host' }, { name: 'n', default: 3 }] });
  });

  it('are part of what the main plan is: a change in one changes its hash', () => {
    const before = compile(source).plan;
    const after = compile(source.replace('"{host}{n}"', '"{n}{host}"')).plan;
    expect(after).not.toEqual(before);
  });
});
