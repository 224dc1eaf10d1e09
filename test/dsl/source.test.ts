import { contentHash } from '../../domain/canonical.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { compiled, hostTools, loopOf } from '../support/compiled.ts';
import { dependencies } from '../support/contracts.ts';

describe('a source', () => {
  it('may be a toolbox alone: tools and no plan', () => {
    const source =
      'TOOLS pager\n  - page(who: text, urgent: bool = false) -> text = HOST pager/page\n  - ring() = READ HOST pager/ring\nEND\n';
    const { plan, tools, problems } = compileProgram(source, { dependencies: new Map(), hostTools, offline: false });
    expect({ plan, problems }).toEqual({ plan: null, problems: [] });
    expect(tools).toEqual([
      {
        name: 'page',
        from: null,
        parameters: [
          { name: 'who', type: { t: 'text' } },
          { name: 'urgent', type: { t: 'bool' }, default: false },
        ],
        returns: { t: 'text' },
        effect: 'write',
        implementation: { kind: 'host', name: 'pager/page' },
      },
      {
        name: 'ring',
        from: null,
        parameters: [],
        returns: { t: 'any' },
        effect: 'read',
        implementation: { kind: 'host', name: 'pager/ring' },
      },
    ]);
  });

  it('may hold a loop and a toolbox; the loop calls it, others get it, private tools stay private', () => {
    const source = [
      'LOOP acme/on_call 1.2.0 "Wake somebody"  # with a comment',
      '  INPUT:',
      '    - who: text',
      '    - level: "low"|"high" = "high", tries: number? = 3   # two on a line',
      '    - room: room = #on-call',
      '    - hosts: list<{name: text, tags?: map<any>}> = []',
      '    - within: duration = 2h',
      '  TOOLS:',
      '    - ring(who: text) = HOST pager/ring',
      '  STEPS:',
      '    - woken = page(who, {level, tries, room, hosts, within})',
      '    - ring(who)',
      '  OUTPUT: woken.id',
      'END',
      '',
      'TOOLS pager',
      '  - page(who: text, how: any) = HOST pager/page',
      'END',
    ].join('\n');
    const { plan, tools } = compileProgram(source, { dependencies: new Map(), hostTools, offline: false });
    expect(tools.map(({ name }) => name)).toEqual(['page']);
    expect(plan).toMatchObject({
      loop: 'acme/on_call',
      title: 'Wake somebody',
      output: { t: 'field', of: { t: 'name', name: 'woken' }, name: 'id' },
    });
    expect(plan?.inputs).toEqual([
      { name: 'who', type: { t: 'text' } },
      {
        name: 'level',
        type: {
          t: 'union',
          of: [
            { t: 'literal', value: 'low' },
            { t: 'literal', value: 'high' },
          ],
        },
        default: 'high',
      },
      { name: 'tries', type: { t: 'optional', of: { t: 'number' } }, default: 3 },
      { name: 'room', type: { t: 'room' }, default: '#on-call' },
      {
        name: 'hosts',
        type: {
          t: 'list',
          of: {
            t: 'object',
            fields: [
              { name: 'name', optional: false, type: { t: 'text' } },
              { name: 'tags', optional: true, type: { t: 'map', of: { t: 'any' } } },
            ],
          },
        },
        default: [],
      },
      { name: 'within', type: { t: 'duration' }, default: 7_200_000 },
    ]);
  });

  it('without OUTPUT leaves the output to the named results', () => {
    expect(compiled(loopOf('- x = t(id)')).output).toBeNull();
  });

  it('gives the same plan for the same source', () => {
    const source = loopOf('- x = t({b: 1, a: [id]})', '- y = t(x)');
    expect(contentHash(compiled(source))).toBe(contentHash(compiled(source)));
  });
});

describe('checking offline', () => {
  const compileOffline = (source: string) => compileProgram(source, { dependencies, offline: true });

  it('takes on trust what a dependency may bring, and lists it once', () => {
    const source =
      'LOOP x\n  USES:\n    - g = acme/gone ^1\n  STEPS:\n    - a = g("x")\n    - b = g.tool("x", n: 1)\n    - c = g.tool(a)\n    - d = other(b)\nEND\n';
    expect(compileOffline(source)).toEqual({
      problems: [],
      assumed: ['g', 'g.tool', 'other'],
      plan: null,
      plans: [],
      tools: [],
      returns: null,
    });
  });

  it('warns where what is taken on trust is near to what is known', () => {
    const { problems, assumed } = compileOffline('LOOP x\n  STEPS:\n    - a = asess_severity("x")\nEND\n');
    expect(problems).toMatchObject([
      { severity: 'warning', code: 'loop.near_tool', line: 3, column: 11, hint: 'Did you mean "assess_severity"?' },
    ]);
    expect(assumed).toEqual(['asess_severity']);
  });

  it('still finds everything else', () => {
    const { problems } = compileOffline('LOOP x\n  STEPS:\n    - a = other(b)\nEND\n');
    expect(problems).toMatchObject([{ code: 'loop.unknown_name', line: 3, column: 17 }]);
  });
});
