import { limits } from '../../domain/limits.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { dependencies } from '../support/contracts.ts';

const compile = (source: string) => compileProgram(source, { dependencies, offline: false });

/** The codes of the errors and how long it took to find them, in milliseconds of this process. */
function refusal(source: string): { codes: string[]; line: number | undefined; tookMs: number } {
  const before = process.cpuUsage();
  const { problems, plan } = compile(source);
  const { user, system } = process.cpuUsage(before);
  expect(plan).toBeNull();
  const errors = problems.filter(({ severity }) => severity === 'error');
  return { codes: errors.map(({ code }) => code), line: errors[0]?.line, tookMs: (user + system) / 1000 };
}

const loop = (steps: string): string => `LOOP x\n  STEPS:\n${steps}\nEND\n`;
const calls = (count: number): string =>
  Array.from({ length: count }, (_, at) => `    - s${at} = assess_severity("INC-${at}")`).join('\n');

describe('the limits of a program', () => {
  it.each<[string, string, string]>([
    ['1 MB of text', 'a'.repeat(1024 * 1024), 'loop.too_long'],
    ['1 MB of lines', '- a = f(x)\n'.repeat(100_000), 'loop.too_long'],
    ['64 KiB in letters of three bytes', '日'.repeat(22_000), 'loop.too_long'],
    ['50,000 brackets', loop(`- x = ${'('.repeat(50_000)}`), 'loop.too_deep'],
    ['50,000 brackets of types', `LOOP x\n  INPUT: a: ${'{b: '.repeat(12_000)}`, 'loop.too_deep'],
  ])('refuse %s at once, with the place', (_what, source, code) => {
    refusal(source);
    const { codes, line, tookMs } = refusal(source);
    expect(codes).toEqual([code]);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(tookMs).toBeLessThan(50);
  });

  it.each<[string, string]>([
    ['operators', loop(`- x = ${'1 + '.repeat(10_000)}1`)],
    ['signs', loop(`- x = ${'!'.repeat(60_000)}a`)],
    ['fields', loop(`- x = a${'.b'.repeat(20_000)}`)],
    ['choices', loop(`- x = ${'a ? '.repeat(10_000)}b`)],
    ['blocks', loop('- IF a:\n'.repeat(5_000))],
    ['controls in one line', loop(`- ${'FOR a IN b: '.repeat(5_000)}c`)],
    ['types', `LOOP x\n  INPUT: a: ${'list<'.repeat(12_000)}`],
  ])('refuse endless %s', (_what, source) => {
    expect(refusal(source).codes).toContain('loop.too_deep');
  });

  it('allow what lies just inside them', () => {
    const nested = `${'['.repeat(limits.nestingMax)}1${']'.repeat(limits.nestingMax)}`;
    const inputs = Array.from({ length: limits.inputsMax }, (_, at) => `i${at}`).join(', ');
    const text = 'x'.repeat(limits.textCharactersMax - 2);
    const name = 'n'.repeat(limits.nameCharactersMax);
    const source = `LOOP x\n  INPUT: ${inputs}\n  STEPS:\n    - ${name} = ${nested}\n    - t = "${text}"\n  OUTPUT: [${inputs}]\nEND\n`;
    const { problems } = compile(source);
    expect(problems).toEqual([]);
  });

  it('hold for steps', () => {
    expect(compile(loop(calls(limits.stepsMax))).plan?.steps).toHaveLength(limits.stepsMax);
    expect(refusal(loop(calls(limits.stepsMax + 1))).codes).toEqual(['loop.too_many']);
  });

  it.each<[string, (value: number) => string, number]>([
    ['MAX of FOR', (value) => `- x = FOR k IN [1] MAX ${value}: k`, limits.atOnceMax],
    ['FIRST of FOR', (value) => `- x = FOR k IN [1] FIRST ${value}: k`, limits.successesMax],
    ['MAX of REPEAT', (value) => `- x = REPEAT MAX ${value}: 1 UNTIL it == 1`, limits.roundsMax],
    ['NEED', (value) => `- x = ASK "Go?" NEED ${value}`, limits.needMax],
    ['QUORUM', (value) => `- x = COLLABORATE "Why?" QUORUM ${value}`, limits.agentsMax],
  ])('hold for %s', (_what, line, most) => {
    expect(compile(loop(line(most))).problems).toEqual([]);
    expect(refusal(loop(line(most + 1))).codes).toEqual(['loop.wrong_type']);
  });

  it('hold for choices', () => {
    const ask = (count: number): string => {
      const choices = Array.from({ length: count }, (_, at) => `"c${at}"`);
      return loop(`- x = ASK "Go?" CHOICES [${choices.join(', ')}]`);
    };
    expect(compile(ask(limits.choicesMax)).problems).toEqual([]);
    expect(refusal(ask(limits.choicesMax + 1)).codes).toEqual(['loop.wrong_type']);
  });

  it('hold for bodies in bodies, and for the paths they make', () => {
    const nested = (count: number, name: string): string => {
      const openers = Array.from({ length: count }, (_, at) => `- ${name}${at} = FOR k${at} IN [1]:`);
      return loop([...openers, '- x = 1', ...openers.map(() => 'END')].join('\n'));
    };
    expect(compile(nested(limits.bodiesMax, 'a')).problems).toEqual([]);
    expect(refusal(nested(limits.bodiesMax + 1, 'a')).codes).toEqual(['loop.too_deep']);
    expect(refusal(nested(4, 'n'.repeat(190))).codes).toEqual(['loop.too_long', 'loop.too_long']);
  });

  it('hold for loops of a source', () => {
    const source = (count: number): string =>
      Array.from({ length: count }, (_, at) => {
        const line = at + 1 < count ? `x = l${at + 1}()` : 'x = 1';
        return `LOOP l${at}\n  STEPS:\n    - ${line}\nEND\n`;
      }).join('');
    const { plan, plans } = compile(source(limits.loopsMax));
    expect(plan?.loop).toBe('l0');
    expect(plans).toHaveLength(limits.loopsMax - 1);
    expect(refusal(source(limits.loopsMax + 1)).codes).toEqual(['loop.too_many']);
  });

  it('hold for calls inside of calls, as each becomes a step', () => {
    const nested = (count: number): string =>
      loop(`- all = [${Array.from({ length: count }, (_, at) => `assess_severity("INC-${at}")`).join(', ')}]`);
    expect(compile(nested(limits.stepsMax - 1)).plan?.steps).toHaveLength(limits.stepsMax);
    expect(refusal(nested(limits.stepsMax)).codes).toEqual(['loop.too_many']);
  });

  it('hold for tools of a source', () => {
    const tools = (count: number): string =>
      `TOOLS x\n${Array.from({ length: count }, (_, at) => `  - t${at}(a) = HOST test/a\n`).join('')}END\n`;
    expect(compile(tools(limits.toolsMax)).tools).toHaveLength(limits.toolsMax);
    expect(refusal(tools(limits.toolsMax + 1)).codes).toEqual(['loop.too_many']);
  });

  it('keep what is far beyond them from being looked at, but for what cannot be read', () => {
    const steps = loop(`${calls(2 * limits.stepsMax)}\n    - missing(unknown)\n    - a = (`);
    expect(refusal(steps).codes).toEqual(['loop.too_many', 'loop.unclosed']);
    const loops = Array.from({ length: 2 * limits.loopsMax }, (_, at) => `LOOP l${at}\n  STEPS:\n    - x = y\nEND\n`);
    expect(refusal(loops.join('')).codes).toEqual(['loop.too_many']);
  });

  it('show at most so many problems, and errors before warnings', () => {
    const inputs = Array.from({ length: 60 }, (_, at) => `i${at}`).join(', ');
    const unknown = Array.from({ length: 400 }, (_, at) => `    - s${at} = missing${at}`).join('\n');
    const { problems } = compile(`LOOP x\n  INPUT: ${inputs}\n  STEPS:\n${unknown}\nEND\n`);
    expect(problems).toHaveLength(limits.problemsMax);
    expect(problems.every(({ severity }) => severity === 'error')).toBe(true);
  });
});
