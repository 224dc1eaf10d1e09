import type { FormatReport } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { renderCheck } from './render-checks.ts';
import { visibleLine } from './text.ts';

/** One line a file that says what became of it; of a file that cannot be read, why. */
export function renderFormats(reports: readonly FormatReport[], look: Look): string {
  return reports.map((report) => renderFormat(report, look)).join('\n');
}

function renderFormat(report: FormatReport, look: Look): string {
  const { file, outcome, text, problems, refused } = report;
  const pen = pens(look);
  const signs = signsOf(look);
  switch (outcome) {
    case 'printed':
      // As it is, for whatever reads it next; the formatter lets no character through that could steer a terminal.
      return pen.code((text ?? '').replace(/\n$/, ''));
    case 'unreadable':
      return renderCheck({ file, ok: false, problems, assumed: [], refused }, look);
    case 'would change':
      return `${pen.yellow(signs.warning)} ${visibleLine(file)}: would be laid out anew`;
    case 'written':
      return `${pen.green(signs.completed)} ${visibleLine(file)}: laid out anew`;
    case 'unchanged':
      return `${pen.green(signs.completed)} ${visibleLine(file)}: as it should be`;
  }
}
