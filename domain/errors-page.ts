import { type CodeEntry, codes } from './error-codes.ts';

/** The text of docs/ERRORS.md, made from the table of codes. */
export function errorsPage(): string {
  const rows = Object.entries<CodeEntry>(codes)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([code, { retry, meaning, hint }]) => `| \`${code}\` | ${meaning} | ${hint} | ${retry ? 'yes' : 'no'} |`);
  return [
    '# Error codes',
    '',
    'Made from `domain/error-codes.ts`; a test compares the two. `npx jest --selectProjects pure errors-page` shows the',
    'difference, `UPDATE_DOCS=1` in front of it writes the page anew.',
    '',
    '| code | what it means | what to do | tried again by itself |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
