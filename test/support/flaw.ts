import { limits } from '../../domain/limits.ts';
import { problemCodes } from '../../domain/problem-codes.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { renderProblem } from '../../dsl/excerpt.ts';
import { dependencies } from './contracts.ts';

/** What would steer a terminal, or cannot be shown. */
const steering = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** Why what is said about a text is not good enough, or null. */
export function flaw(text: string): string | null {
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
    if (steering.test(shown.replaceAll('\n', ''))) return `${code}: steers the terminal`;
  }
  return null;
}
