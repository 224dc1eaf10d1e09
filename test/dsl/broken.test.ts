import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../domain/limits.ts';
import { metadataSchema } from '../../domain/market/bundle.ts';
import { problemCodes } from '../../domain/problem-codes.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { renderProblem, renderProblems } from '../../dsl/excerpt.ts';
import { dependencies } from '../support/contracts.ts';

/**
 * Broken programs and what is said about them: `broken/NAME.loop` and `broken/NAME.expected`, for people to read. The
 * expected files are written anew with `UPDATE_EXPECTED=1`; read the difference before committing it.
 */
const folder = join(__dirname, 'broken');
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.loop') ? [file.slice(0, -'.loop'.length)] : []));
const hostTools = ['pager/page', 'pager/ring', 'pager/call', 'deployer/deploy'];

function check(name: string) {
  const source = readFileSync(join(folder, `${name}.loop`), 'utf8');
  const metadata = readdirSync(folder).includes(`${name}.json`)
    ? { metadata: metadataSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))) }
    : {};
  return { source, ...compileProgram(source, { dependencies, hostTools, offline: false, ...metadata }) };
}

describe('a broken program', () => {
  it.each(names)('%s is answered with places, reasons and fixes', (name) => {
    const { problems, plan } = check(name);
    const shown = `${renderProblems(problems, `${name}.loop`)}\n`;
    const file = join(folder, `${name}.expected`);
    if (process.env.UPDATE_EXPECTED === '1') writeFileSync(file, shown);
    expect(shown).toBe(readFileSync(file, 'utf8'));
    expect(problems.length).toBeGreaterThan(0);
    expect(plan === null).toBe(problems.some(({ severity }) => severity === 'error'));
  });

  it('is answered with a place that lies in the text, a message, a hint and nothing that steers a terminal', () => {
    for (const name of names) {
      const { source, problems } = check(name);
      const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
      for (const problem of problems) {
        const line = [...(lines[problem.line - 1] ?? '')];
        expect(problem.column).toBeLessThanOrEqual(line.length + 1);
        expect(problem.length).toBeGreaterThanOrEqual(1);
        expect(problem.message).toMatch(/[.]$/);
        expect(problem.hint).not.toBe('');
        const shown = renderProblem(problem, `${name}.loop`);
        expect(shown.length).toBeLessThanOrEqual(limits.problemCharactersMax);
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
      }
    }
  });

  it('exists for every code there is', () => {
    const met = new Set(names.flatMap((name) => check(name).problems.map(({ code }) => code)));
    // Only told where dependencies are not looked up; test/dsl/source.test.ts meets it.
    met.add('loop.near_tool');
    expect(Object.keys(problemCodes).filter((code) => !met.has(code as keyof typeof problemCodes))).toEqual([]);
  });
});
