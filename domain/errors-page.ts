import type { CodeEntry } from './code-entry.ts';
import { codes } from './error-codes.ts';
import { type ProblemEntry, problemCodes } from './problem-codes.ts';

/** The text of docs/ERRORS.md, made from the tables of codes. */
export function errorsPage(): string {
  const rows = Object.entries<CodeEntry>(codes)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([code, { retry, meaning, hint }]) => `| \`${code}\` | ${meaning} | ${hint} | ${retry ? 'yes' : 'no'} |`);
  const problems = Object.entries<ProblemEntry>(problemCodes)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([code, { severity, meaning }]) => `| \`${code}\` | ${severity} | ${meaning} |`);
  return [
    '# Error codes',
    '',
    'Made from `domain/error-codes.ts`, `domain/market/error-codes.ts` and `domain/problem-codes.ts`; a test compares. `npx jest --selectProjects pure',
    'errors-page` shows the difference, `UPDATE_DOCS=1` in front of it writes the page anew.',
    '',
    '| code | what it means | what to do | tried again by itself |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Problems of programs',
    '',
    'What `check` and `publish` can say about a program. Each comes with its place, and a hint that names the fix.',
    '',
    '| code | severity | what it means |',
    '|---|---|---|',
    ...problems,
    '',
  ].join('\n');
}
