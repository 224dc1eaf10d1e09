/**
 * How wide letters are, in thousandths of the size of the font, from " " to "~": those of Inter in its semi-bold, which
 * are at least as wide as those of its regular.
 */
const widths = [
  ...[252, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 660, 423, 623, 636, 666, 612],
  ...[640, 576, 640, 640, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737, 722, 605, 588, 749, 746, 277, 580, 703],
  ...[565, 922, 759, 769, 645, 773, 652, 650, 660, 736, 728, 1020, 720, 713, 652, 373, 379, 373, 481, 469, 351, 574],
  ...[624, 583, 624, 591, 389, 625, 612, 262, 262, 569, 262, 900, 612, 609, 624, 624, 397, 549, 353, 612, 587, 839],
  ...[569, 588, 566, 455, 359, 455, 673],
];
const firstLetter = 32;
/** Of letters beyond those: of other alphabets, and of the wide ones of East Asia and the emoji. */
const otherWidth = 720;
const wideWidth = 1_040;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** How wide a text is, in pixels. @param size of the font, in pixels */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) {
    width += widths[(letter.codePointAt(0) ?? 0) - firstLetter] ?? (wide.test(letter) ? wideWidth : otherWidth);
  }
  return (width * size) / 1000;
}

/**
 * Breaks a text into lines that fit, at spaces where there are some. What is more than `linesMax` lines is cut, which
 * an ellipsis shows.
 */
export function brokenText(text: string, size: number, widthMax: number, linesMax: number): readonly string[] {
  const fits = (line: string): boolean => textWidth(line, size) <= widthMax;
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    if (fits(`${line} ${word}`.trim())) {
      line = `${line} ${word}`.trim();
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const letter of word) {
      if (!fits(line + letter)) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
  }
  if (line !== '') lines.push(line);
  if (lines.length <= linesMax) return lines;
  let last = [...(lines[linesMax - 1] ?? '')];
  while (last.length > 0 && !fits(`${last.join('')}…`)) last = last.slice(0, -1);
  return [...lines.slice(0, linesMax - 1), `${last.join('').trimEnd()}…`];
}
