import type { Finding } from '../loom.ts';
import { type Look, pens, signsOf } from './look.ts';
import { pad, visibleLine, widthOf, wrap, wrapBehind } from './text.ts';

/** What `doctor` found: each part with its version and state, and below what to do. */
export function renderFindings(findings: readonly Finding[], look: Look): string {
  const pen = pens(look);
  const signs = signsOf(look);
  const marks = {
    ok: pen.green(signs.completed),
    warning: pen.yellow(signs.warning),
    error: pen.red(signs.failed),
  } as const;
  const wide = Math.max(0, ...findings.map(({ part }) => widthOf(visibleLine(part))));
  const margin = ' '.repeat(wide + 4);
  const lines = findings.flatMap(({ part, status, version, message, hint }) => {
    const said = version === null ? visibleLine(message) : `${visibleLine(version)}, ${visibleLine(message)}`;
    const [first = '', ...others] = wrap(said, look.width, margin);
    return [
      `${marks[status]} ${pad(visibleLine(part), wide)}  ${first.trimStart()}`,
      ...others,
      ...(hint === null ? [] : wrapBehind(signs.arrow, visibleLine(hint), look.width, margin)),
    ];
  });
  const wrong = findings.filter(({ status }) => status === 'error').length;
  const verdict = wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`;
  return [...lines, '', verdict].join('\n');
}
