import { wavesOf } from '../../dsl/waves.ts';
import { compiled, loopOf, worthOf } from '../support/compiled.ts';
import { outline } from '../support/outline.ts';

describe('a step', () => {
  it('waits for all it mentions', () => {
    expect(
      outline(
        compiled(loopOf('- a = t(id)', '- b = t(a.x, [id, {a}])', '- c = {a, n: b.list[0]}', '- d = "{a} and {b}"')),
      ),
    ).toEqual([
      'a = t(a: id) <- nothing',
      'b = t(a: a.x, b: [id, {a: a}]) <- a',
      'c = {a: a, n: b.list[0]} <- a b',
      'd = "{a}…{b}" <- a b',
    ]);
  });

  it('makes nested calls steps of their own, numbered as they are written', () => {
    expect(outline(compiled(loopOf('- x = t(t(t(1)), t(2))', '- y = {n: t(x).n}', '- t(t(y))')))).toEqual([
      'x.t2 = t(a: 1) <- nothing',
      'x.t = t(a: x.t2) <- x.t2',
      'x.t3 = t(a: 2) <- nothing',
      'x = t(a: x.t, b: x.t3) <- x.t x.t3',
      'y.t = t(a: x) <- x',
      'y = {n: y.t.n} <- y.t',
      '1.t2 = t(a: y) <- x y',
      '1.t = t(a: 1.t2) <- 1.t2 x y',
    ]);
  });

  it('without a name waits for all above it and holds all below it', () => {
    const plan = compiled(
      loopOf('- a = t(1)', '- b = t(2)', '- t("gate")', '- c = t(3)', '- d = t(c)', '- t("second")', '- e = t(a)'),
    );
    expect(outline(plan)).toEqual([
      'a = t(a: 1) <- nothing',
      'b = t(a: 2) <- nothing',
      '1.t = t(a: "gate") <- a b',
      'c = t(a: 3) <- 1.t',
      'd = t(a: c) <- 1.t c',
      '2.t = t(a: "second") <- 1.t c d',
      'e = t(a: a) <- 2.t a',
    ]);
    expect(wavesOf(plan)).toEqual([['a', 'b'], ['1.t'], ['c'], ['d'], ['2.t'], ['e']]);
  });

  it('waits for what stands behind AFTER', () => {
    expect(outline(compiled(loopOf('- a = t(1)', '- b = t(2)', '- c = t(t(3)) AFTER a, b')))).toEqual([
      'a = t(a: 1) <- nothing',
      'b = t(a: 2) <- nothing',
      'c.t = t(a: 3) <- a b',
      'c = t(a: c.t) <- a b c.t',
    ]);
  });

  it('gives arguments by the names of the parameters, however they are written', () => {
    const [positional, named] = [loopOf('- x = t(1, 2)'), loopOf('- x = t(b: 2, a: 1)')].map((source) =>
      compiled(source),
    );
    expect(positional?.steps.map(({ source: _, ...step }) => step)).toEqual(
      named?.steps.map(({ source: _, ...step }) => step),
    );
  });

  it('may go on over several lines while a bracket is open', () => {
    const [step] = compiled(loopOf('- x = t(  # the first', '    {', '      level: "high",', '    },', '    2)')).steps;
    expect(step).toMatchObject({ line: 6, source: 'x = t( { level: "high", }, 2)' });
  });
});

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['"a \\"b\\" \\\\ \\{c\\} \\n\\t\\u{1F600}"', 'a "b" \\ {c} \n\t😀'],
    ['“it’s {id}”', 'it’s INC-42'],
    ['"{id}: {y.level} {y.hosts[1]} {[1, true, null]}"', 'INC-42: high b [1,true,null]'],
    ['"a } b"', 'a } b'],
    ['["nested {"text {id}"}"]', ['nested text INC-42']],
    ['[1, -2, 0.5, 1e3, true, false, null,]', [1, -2, 0.5, 1000, true, false, null]],
    [
      '[30s, 10m, 2h, 14d, 1h30m, 1.5d, 250ms, 1w]',
      [30_000, 600_000, 7_200_000, 1_209_600_000, 5_400_000, 129_600_000, 250, 604_800_000],
    ],
    [
      '[#incidents, #a-b.c:example.org:8448, @sec-leads, @ann:example.org]',
      ['#incidents', '#a-b.c:example.org:8448', '@sec-leads', '@ann:example.org'],
    ],
    [
      '{id, y, "two words": 1, Level: y.level, nested: {id}, }',
      {
        id: 'INC-42',
        y: { level: 'high', hosts: ['a', 'b'] },
        'two words': 1,
        Level: 'high',
        nested: { id: 'INC-42' },
      },
    ],
    ['y["level"]', 'high'],
    ['((y).hosts)[0]', 'a'],
    ['{constructor: 1, toString: id}', { constructor: 1, toString: 'INC-42' }],
    ['{}', {}],
    ['[]', []],
  ])('%s gives its value', (expression, expected) => {
    expect(worthOf(expression, { id: 'INC-42', y: { level: 'high', hosts: ['a', 'b'] } })).toEqual(expected);
  });
});

describe('a call', () => {
  const uses = [
    'LOOP test',
    '  USES:',
    '    - alerts = acme/alerts ^1.0',
    '    - weekly = team/monday_digest >=0.3 <1',
    '  STEPS:',
  ];

  it('finds tools of the file first, then aliases, then exports, then HOST tools', () => {
    const source = [
      'LOOP test',
      '  USES:',
      '    - weekly = team/monday_digest ^0.3',
      '  TOOLS:',
      '    - page(who: text) -> {id: number} = READ HOST pager/page',
      '  STEPS:',
      '    - own = page("ops")',
      '    - alias = weekly(["api"])',
      '    - export = assess_severity("INC-1")',
      '    - host = echo(anything: 1)',
      'END',
    ].join('\n');
    const { steps, tools } = compiled(source);
    expect(steps.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'call own',
      'loop alias',
      'call export',
      'call host',
    ]);
    expect(tools.page).toEqual({
      name: 'page',
      from: null,
      parameters: [{ name: 'who', type: { t: 'text' } }],
      returns: { t: 'object', fields: [{ name: 'id', optional: false, type: { t: 'number' } }] },
      effect: 'read',
      implementation: { kind: 'host', name: 'pager/page' },
    });
    expect(tools.assess_severity).toMatchObject({
      from: 'forensic-tools@2.1.0',
      implementation: { name: 'forensics/assess_severity' },
    });
    expect(tools.echo).toMatchObject({ from: null, effect: 'write', implementation: { kind: 'host', name: 'echo' } });
  });

  it('picks the tool of an alias where two packages export one name', () => {
    const { steps, tools } = compiled(
      [...uses, '    - a = alerts.notify("ops")', '    - b = weekly.notify("ops")', 'END'].join('\n'),
    );
    expect(steps.map((step) => (step.kind === 'call' ? step.tool : ''))).toEqual(['alerts.notify', 'weekly.notify']);
    expect(Object.entries(tools).map(([key, { name, from }]) => [key, name, from])).toEqual([
      ['alerts.notify', 'notify', 'acme/alerts@1.0.3'],
      ['weekly.notify', 'notify', 'team/monday_digest@0.3.0'],
    ]);
  });

  it.each(['weekly(["api"])', 'weekly(repos: ["api"])', 'weekly.monday_digest(["api"])', 'monday_digest(["api"])'])(
    'runs the loop of another package: %s',
    (call) => {
      expect(compiled([...uses, `    - x = ${call}`, 'END'].join('\n')).steps).toEqual([
        {
          kind: 'loop',
          path: 'x',
          name: 'x',
          line: 6,
          source: `x = ${call}`,
          after: [],
          wave: 0,
          loop: 'team/monday_digest',
          from: 'team/monday_digest@0.3.0',
          planHash: '0'.repeat(64),
          arguments: [['repos', { t: 'literal', value: ['api'] }]],
        },
      ]);
    },
  );

  it('locks what the program was compiled against', () => {
    expect(compiled([...uses, '    - x = alerts.page("ops")', 'END'].join('\n')).lock).toMatchObject({
      'acme/alerts': { version: '1.0.3', sha256: 'a'.repeat(64) },
    });
  });
});
