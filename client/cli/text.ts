import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/**
 * Text from outside as it may stand in a terminal: control characters and those that turn the direction of writing
 * are shown as escapes, so that no name, error or result can move the cursor or hide what follows. Line ends stay.
 */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  if (character === '\n') return character;
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text.trim()).replaceAll(/\s*\n\s*/g, ' ');
}

const segmenter = new Intl.Segmenter();

/** Cuts plain text to `width` columns, `ellipsis` included; letters are never torn apart. */
export function shorten(text: string, width: number, ellipsis: string): string {
  if (stringWidth(text) <= width) return text;
  const room = width - stringWidth(ellipsis);
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += stringWidth(segment);
    if (used > room) break;
    kept += segment;
  }
  return room < 0 ? '' : `${kept.trimEnd()}${ellipsis}`;
}

/** Fills up with spaces to `width` columns; longer text stays as it is. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** Breaks text into lines of at most `width` columns, each behind `indent`; line ends in it are kept. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const room = Math.max(8, width - stringWidth(indent));
  return wrapAnsi(text, room, { hard: true })
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd());
}

/** The same behind a mark, under which nothing else stands. */
export function wrapBehind(mark: string, text: string, width: number, indent = ''): string[] {
  const [first = '', ...others] = wrap(text, width, `${indent}${' '.repeat(stringWidth(mark) + 1)}`);
  return [`${indent}${mark} ${first.trimStart()}`, ...others];
}

export { stringWidth as widthOf };
