import { renderProblems } from '../../dsl/excerpt.ts';
import type { FileReport } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { visible, visibleLine, wrap, wrapBehind } from './text.ts';

/** Every problem of every file with its caret, and one line a file that says how it stands. */
export function renderChecks(reports: readonly FileReport[], look: Look): string {
  return reports.map((report) => renderCheck(report, look)).join('\n');
}

/** What is wrong with one file. */
export function renderCheck({ file, ok, problems, assumed, refused }: FileReport, look: Look): string {
  const pen = pens(look);
  const signs = signsOf(look);
  const count = (severity: 'error' | 'warning'): string[] => {
    const found = problems.filter((problem) => problem.severity === severity).length;
    return found === 0 ? [] : [`${found} ${severity}${found === 1 ? '' : 's'}`];
  };
  if (refused !== null) {
    return [
      ...wrapBehind(pen.red(signs.failed), `${visibleLine(file)}: ${visibleLine(refused.message)}`, look.width),
      ...wrapBehind(signs.arrow, visibleLine(refused.hint), look.width, '  '),
      pen.dim(`  ${refused.code}`),
    ].join('\n');
  }
  const verdict = [...count('error'), ...count('warning')].join(', ') || 'no problems';
  const sign = ok ? pen.green(signs.completed) : pen.red(signs.failed);
  const trusted = `taken on trust, as dependencies would bring them: ${assumed.map(visibleLine).join(', ')}`;
  return [
    ...(problems.length === 0 ? [] : [pen.code(visible(renderProblems(problems, file))), '']),
    `${sign} ${visibleLine(file)}: ${verdict}`,
    ...(assumed.length === 0 ? [] : wrap(trusted, look.width, '  ').map(pen.dim)),
  ].join('\n');
}
