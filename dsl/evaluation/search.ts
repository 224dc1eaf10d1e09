/** Up to this length the engine's own search is quick even at its worst. */
const shortMax = 32;

/**
 * Where one text begins in another, from an offset on, or -1. In time that grows with their lengths and never with the
 * product of the two, which the engine's own search may need for long parts.
 * @see D. Knuth, J. Morris, V. Pratt, SIAM Journal on Computing 6 (1977), 323-350
 */
export function positionIn(text: string, part: string, from: number): number {
  if (part.length <= shortMax) return text.indexOf(part, from);
  const back = borders(part);
  let fitting = 0;
  for (let at = from; at < text.length; at += 1) {
    while (fitting > 0 && part[fitting] !== text[at]) fitting = back[fitting - 1] ?? 0;
    if (part[fitting] === text[at]) fitting += 1;
    if (fitting === part.length) return at - part.length + 1;
  }
  return -1;
}

/** The parts of a text between the places where another stands; its letters when the other is empty. */
export function partsBetween(text: string, separator: string): string[] {
  if (separator === '') return [...text];
  if (separator.length <= shortMax) return text.split(separator);
  const parts: string[] = [];
  let from = 0;
  for (let at = positionIn(text, separator, 0); at >= 0; at = positionIn(text, separator, from)) {
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  return [...parts, text.slice(from)];
}

/** For each beginning of a text the length of the longest shorter beginning that it also ends with. */
function borders(part: string): number[] {
  const lengths = [0];
  let length = 0;
  for (let at = 1; at < part.length; at += 1) {
    while (length > 0 && part[length] !== part[at]) length = lengths[length - 1] ?? 0;
    if (part[length] === part[at]) length += 1;
    lengths.push(length);
  }
  return lengths;
}
