import fc from 'fast-check';
import { isFarEnough, largest, leastAfter, neighboursOf } from '../../domain/market/bump.ts';
import { changesBetween, type Offer } from '../../dsl/compatibility.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { conformance } from '../../dsl/conform.ts';
import type { LoopType, Parameter, PlannedTool } from '../../dsl/plan.ts';
import { types, valuesOf } from '../support/typed-values.ts';

const offerOf = (source: string): Offer => {
  const { plan, tools, returns, problems } = compileProgram(source, { dependencies: new Map(), offline: false });
  if (plan === null && tools.length === 0) throw new Error(JSON.stringify(problems));
  const entry = plan && {
    loop: plan.loop,
    planHash: 'a'.repeat(64),
    inputs: plan.inputs,
    returns: returns ?? { t: 'any' },
  };
  return { entry, tools };
};
const toolbox = (...tools: readonly string[]): Offer =>
  offerOf(['TOOLS box', ...tools.map((tool) => `  - ${tool}`), 'END', ''].join('\n'));
const loop = (inputs: string, output: string): Offer =>
  offerOf(`LOOP greet\n  INPUT: ${inputs}\n  STEPS:\n    - said = "hi"\n  OUTPUT: ${output}\nEND\n`);
const told = (before: Offer, after: Offer): readonly string[] =>
  changesBetween(before, after).map(({ bump, reason }) => `${bump}: ${reason}`);

const host = '= HOST test/a';
const http = (path: string) => `= HTTP GET "https://a.example/${path}"`;

describe('what those who depend on a package would notice', () => {
  it.each<[string, Offer, Offer, readonly string[]]>([
    ['nothing', toolbox(`a(x: text) ${host}`), toolbox(`a(x: text) ${host}`), []],
    ['nothing when a tool works in another way', toolbox(`a() ${http('1')}`), toolbox(`a() ${http('2')}`), []],
    ['a tool more', toolbox(`a() ${host}`), toolbox(`a() ${host}`, `b() ${host}`), ['minor: The tool b is new.']],
    ['a tool less', toolbox(`a() ${host}`, `b() ${host}`), toolbox(`a() ${host}`), ['major: The tool b is gone.']],
    [
      'a parameter that may be left out',
      toolbox(`a(x: text) ${host}`),
      toolbox(`a(x: text, y: text?) ${host}`),
      ['minor: Parameter y of the tool a is new.'],
    ],
    [
      'a parameter that must be given',
      toolbox(`a(x: text) ${host}`),
      toolbox(`a(x: text, y: text) ${host}`),
      ['major: Parameter y of the tool a is new, and must be given.'],
    ],
    [
      'a parameter elsewhere',
      toolbox(`a(x: text, y: text) ${host}`),
      toolbox(`a(y: text, x: text) ${host}`),
      [
        'major: Parameter x of the tool a stands in another place.',
        'major: Parameter y of the tool a stands in another place.',
      ],
    ],
    [
      'a parameter that takes less',
      toolbox(`a(x: any) ${host}`),
      toolbox(`a(x: text) ${host}`),
      ['major: Parameter x of the tool a takes text instead of any.'],
    ],
    [
      'a parameter that takes more',
      toolbox(`a(x: "low") ${host}`),
      toolbox(`a(x: text) ${host}`),
      ['minor: Parameter x of the tool a takes more: text instead of "low".'],
    ],
    [
      'a result with a field more',
      toolbox(`a() -> {x: text} ${host}`),
      toolbox(`a() -> {x: text, y: text} ${host}`),
      ['minor: The tool a tells more of what it gives: {x: text, y: text} instead of {x: text}.'],
    ],
    [
      'a result with a field less',
      toolbox(`a() -> {x: text, y: text} ${host}`),
      toolbox(`a() -> {x: text} ${host}`),
      ['major: The tool a gives {x: text} instead of {x: text, y: text}.'],
    ],
    [
      'a result that may be missing',
      toolbox(`a() -> text ${host}`),
      toolbox(`a() -> text? ${host}`),
      ['major: The tool a gives text? instead of text.'],
    ],
    [
      'a tool that writes now',
      toolbox(`a() = READ HOST test/a`),
      toolbox(`a() ${host}`),
      ['major: The tool a only read before, and changes something now.'],
    ],
    [
      'an input that must be given now',
      loop('who: text = "x"', '{who}'),
      loop('who: text', '{who}'),
      ['major: Input who of the loop greet must be given now.'],
    ],
    [
      'another default',
      loop('who: text = "x"', '{who}'),
      loop('who: text = "y"', '{who}'),
      ['minor: Input who of the loop greet has another default.'],
    ],
    [
      'an output more',
      loop('who: text', '{who}'),
      loop('who: text', '{who, said}'),
      ['minor: The loop greet tells more of what it gives: {who: text, said: "hi"} instead of {who: text}.'],
    ],
    [
      'an output less',
      loop('who: text', '{who, said}'),
      loop('who: text', '{who}'),
      ['major: The loop greet gives {who: text} instead of {who: text, said: "hi"}.'],
    ],
    ['a loop less', loop('who: text', '{who}'), { entry: null, tools: [] }, ['major: The loop greet is gone.']],
  ])('is %s', (_what, before, after, changes) => {
    expect(told(before, after)).toEqual(changes);
  });
});

const parameters: fc.Arbitrary<readonly Parameter[]> = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('a', 'b', 'c'), type: types({ withAny: true, depth: 1 }) }),
  { selector: ({ name }) => name, maxLength: 3 },
);
const tools: fc.Arbitrary<readonly PlannedTool[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('look', 'close'),
    from: fc.constant(null),
    parameters,
    returns: types({ withAny: true, depth: 1 }),
    effect: fc.constantFrom('read', 'write'),
    implementation: fc.constant({ kind: 'host' as const, name: 'test/a' }),
  }),
  { selector: ({ name }) => name, maxLength: 2 },
);
const offers: fc.Arbitrary<Offer> = fc.record({
  entry: fc.option(
    fc.record({
      loop: fc.constant('greet'),
      planHash: fc.constant('a'),
      inputs: parameters,
      returns: types({ depth: 1 }),
    }),
  ),
  tools,
});
const bumpOf = (before: Offer, after: Offer) => largest(changesBetween(before, after).map(({ bump }) => bump));
/** Further fields in objects disturb nobody. */
const open = (type: LoopType): LoopType => JSON.parse(JSON.stringify(type).replaceAll(',"exact":true', ''));
const only = (returns: LoopType): Offer => ({
  entry: { loop: 'greet', planHash: 'a', inputs: [], returns },
  tools: [],
});

describe('the least bump', () => {
  it('of what offers the same is patch, whatever else is another', () => {
    fc.assert(
      fc.property(offers, (offer) => {
        const other = { ...offer, entry: offer.entry && { ...offer.entry, planHash: 'b' } };
        expect(bumpOf(offer, other)).toBe('patch');
      }),
    );
  });

  it('of something more is at most minor, and taking it away again is major', () => {
    fc.assert(
      fc.property(offers, tools, (offer, more) => {
        const known = new Set(offer.tools.map(({ name }) => name));
        const added = more.filter(({ name }) => !known.has(name));
        fc.pre(added.length > 0);
        const larger = { ...offer, tools: [...offer.tools, ...added] };
        expect([bumpOf(offer, larger), bumpOf(larger, offer)]).toEqual(['minor', 'major']);
      }),
    );
  });

  it('is never smaller for two changes than for one of them', () => {
    fc.assert(
      fc.property(offers, offers, (before, after) => {
        const half = { ...before, tools: after.tools };
        expect(largest([bumpOf(before, half), bumpOf(before, after)])).toBe(bumpOf(before, after));
      }),
    );
  });

  it('is major when a value could come out that could not before', () => {
    const withValue = types({ withAny: true }).chain((type) => valuesOf(type).map((value) => ({ type, value })));
    fc.assert(
      fc.property(types({ withAny: true }).map(open), withValue, (before, { type, value }) => {
        fc.pre(conformance(value, before) !== null);
        expect(bumpOf(only(before), only(type))).toBe('major');
      }),
    );
  });
});

describe('versions', () => {
  const numbers = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((all) => all.join('.'));

  it.each([
    ['1.2.3', 'major', '2.0.0'],
    ['1.2.3', 'minor', '1.3.0'],
    ['1.2.3', 'patch', '1.2.4'],
    ['0.2.3', 'major', '0.3.0'],
    ['0.2.3', 'minor', '0.2.4'],
    ['0.0.3', 'major', '0.0.4'],
  ] as const)('after %s with a %s change start at %s', (before, bump, least) => {
    expect(leastAfter(before, bump)).toBe(least);
    expect([isFarEnough(least, before, bump), isFarEnough(before, before, bump)]).toEqual([true, false]);
    expect(isFarEnough(`${least}-beta.1`, before, bump)).toBe(true);
  });

  it('that are far enough for a large change are far enough for a small one', () => {
    fc.assert(
      fc.property(numbers, numbers, (version, before) => {
        const enough = (['major', 'minor', 'patch'] as const).map((bump) => isFarEnough(version, before, bump));
        expect(enough).toEqual([...enough].sort((one, other) => Number(one) - Number(other)));
      }),
    );
  });

  it('stand between those published below and above them, of which pre-releases bind nobody', () => {
    const published = ['2.0.0', '1.0.0', '1.2.0', '1.3.0-beta.1', '10.0.0'];
    expect(neighboursOf('1.2.5', published)).toEqual({ before: '1.2.0', after: '2.0.0' });
    expect(neighboursOf('0.1.0', published)).toEqual({ before: null, after: '1.0.0' });
    expect(neighboursOf('11.0.0', published)).toEqual({ before: '10.0.0', after: null });
  });
});
