import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../domain/limits.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { describeType } from '../../dsl/describe-type.ts';
import { functions } from '../../dsl/evaluation/functions.ts';
import { renderProblems } from '../../dsl/excerpt.ts';
import { wavesOf } from '../../dsl/waves.ts';
import { dependencies, seedProgram } from '../support/contracts.ts';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'LANGUAGE.md'), 'utf8');
const programs = [...page.matchAll(/```loop\n([\s\S]*?)```/g)].map(([, program = '']) => program);

describe('docs/LANGUAGE.md', () => {
  it.each(programs.map((program, at) => [at + 1, program] as const))('compiles its program %i', (_at, program) => {
    const { problems, plan } = compileProgram(program, { dependencies, offline: false });
    expect(renderProblems(problems, 'page.loop')).toBe('');
    expect(plan).not.toBeNull();
  });

  it('begins with the seed program', () => {
    expect(programs[0]).toBe(seedProgram);
  });

  it('is right about what waits for what', () => {
    const { plan } = compileProgram(programs.find((each) => each.startsWith('LOOP nightly')) ?? '', {
      dependencies,
      offline: false,
    });
    expect(plan === null ? [] : wavesOf(plan)).toEqual([['users'], ['orders'], ['1.announce'], ['check']]);
  });

  it('is right about what its program with types gives', () => {
    const program = programs.find((each) => each.startsWith('LOOP cut_off')) ?? '';
    const { returns } = compileProgram(program, { dependencies, offline: false });
    expect(page).toContain(`\`${returns === null ? '' : describeType(returns)}\``);
  });

  it('shows a problem as it is shown', () => {
    const [, shown = '', file = '', line = '', column = ''] =
      /```\n(error (?:.|\n)*?--> (\S+?):(\d+):(\d+)\n(?:.|\n)*?)```/.exec(page) ?? [];
    const { problems } = compileProgram(seedProgram.replace('systems(assess)', 'systems(assses)'), {
      dependencies,
      offline: false,
    });
    expect(`${renderProblems(problems, file)}\n`).toBe(shown);
    expect(problems[0]).toMatchObject({ line: Number(line), column: Number(column) });
  });

  it('names every function', () => {
    const section = page.slice(page.indexOf('### Functions'), page.indexOf('```loop', page.indexOf('### Functions')));
    const words = new Set(section.match(/[a-z_]+/g));
    expect([...functions.keys()].filter((name) => !words.has(name))).toEqual([]);
  });

  it('is right about the limits', () => {
    const { atOnceMax, successesMax, roundsMax, needMax, choicesMax, agentsMax, bodiesMax } = limits;
    const { stepsMax, inputsMax, argumentsMax, nestingMax, chainMax, textCharactersMax, nameCharactersMax } = limits;
    for (const figure of [
      `| ${limits.sourceBytesMax / 1024} KiB |`,
      `| ${limits.loopsMax}, ${limits.toolsMax}; ${stepsMax}, ${inputsMax}; ${argumentsMax} |`,
      `| ${nestingMax} |`,
      `| ${chainMax} |`,
      `\`FIRST\` inside each other | ${bodiesMax} |`,
      `| ${atOnceMax}, ${successesMax.toLocaleString('en')}, ${roundsMax.toLocaleString('en')} |`,
      `| ${needMax}, ${choicesMax}, ${agentsMax} |`,
      `| ${textCharactersMax.toLocaleString('en')} and ${nameCharactersMax} characters |`,
      `${limits.expressionOperationsMax.toLocaleString('en')} operations, ${limits.expressionDepthMax} levels, a result of ${limits.expressionCharactersMax.toLocaleString('en')} characters`,
    ]) {
      expect(page).toContain(figure);
    }
  });
});
