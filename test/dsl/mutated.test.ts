import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../domain/limits.ts';
import { problemCodes } from '../../domain/problem-codes.ts';
import { compileProgram, dependenciesOf } from '../../dsl/compile.ts';
import { renderProblem } from '../../dsl/excerpt.ts';
import { dependencies } from '../support/contracts.ts';
import { mutated, randomFrom } from '../support/mutate.ts';

/** `MUTATED_TEXTS=2000000 MUTATED_SEED=7` for a longer or another run; a failing text is printed with its problem. */
const count = Number(process.env.MUTATED_TEXTS ?? 100_000);
const seed = Number(process.env.MUTATED_SEED ?? 20_261_123);
const folder = join(__dirname, 'broken');
const page = readFileSync(join(__dirname, '..', '..', 'docs', 'LANGUAGE.md'), 'utf8');
const whole = join(__dirname, 'whole');
const programs = [
  ...readdirSync(whole).map((file) => readFileSync(join(whole, file), 'utf8')),
  ...[...page.matchAll(/```loop\n([\s\S]*?)```/g)].map(([, program = '']) => program),
  ...readdirSync(folder).flatMap((file) =>
    file.endsWith('.loop') && !/^(?:too-|long-)/.test(file) ? [readFileSync(join(folder, file), 'utf8')] : [],
  ),
];

/** Why what is said about a text is not good enough, or null. */
function flaw(text: string): string | null {
  const { problems, plan, tools } = compileProgram(text, { dependencies, hostTools: ['pager/page'], offline: false });
  if (problems.every(({ severity }) => severity === 'warning') && plan === null && tools.length === 0)
    return 'no plan and no reason';
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  for (const problem of problems) {
    const { code, line, column, length, message, hint, excerpt } = problem;
    const letters = [...(lines[line - 1] ?? '')].length;
    if (!Object.hasOwn(problemCodes, code)) return `unknown code ${code}`;
    if (line < 1 || line > lines.length || column < 1 || column > letters + 1 || length < 1)
      return `${code}: no such place`;
    if (column + length - 1 > Math.max(letters, column)) return `${code}: the caret is longer than the line`;
    if (message === '' || hint === '' || !excerpt.includes('^')) return `${code}: not explained`;
    const shown = renderProblem(problem, 'x.loop');
    if (shown.length > limits.problemCharactersMax) return `${code}: ${shown.length} characters long`;
    if (/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(shown.replaceAll('\n', '')))
      return `${code}: steers the terminal`;
  }
  return null;
}

describe(`${count} mutated programs`, () => {
  it('crash nothing, and each is compiled or refused with places', () => {
    const random = randomFrom(seed);
    for (let at = 0; at < count; at += 1) {
      const text = mutated(programs, random);
      let wrong: string | null;
      try {
        wrong = flaw(text);
        if (at % 10 === 0) dependenciesOf(text);
      } catch (error) {
        wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
      if (wrong !== null) throw new Error(`text ${at} of seed ${seed}: ${wrong}\n${JSON.stringify(text)}`);
    }
  }, 600_000);
});
