import type { Finding } from './finding.ts';
import type { Layout } from './layout.ts';
import type { Span } from './tree.ts';

const shownMax = 20;
// Built from numbers, so that this file holds none of the characters it speaks of.
const between = (...ranges: readonly (readonly [number, number])[]): string =>
  ranges.map(([from, to]) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`).join('');
/** Steer the order in which letters are shown; marks among them are harmless inside a text. */
const directionMarks = between([0x61c, 0x61c], [0x200e, 0x200f]);
const directionSwitches = between([0x202a, 0x202e], [0x2066, 0x2069]);
const control = between([0, 8], [0xb, 0x1f], [0x7f, 0x9f]);
const halfPairs = between([0xd800, 0xdfff]);
/** Letters nobody sees but a machine reads. */
const invisibleLetters = between([0xe0000, 0xe007f]);
const invisible = between(
  [0xad, 0xad],
  [0x180e, 0x180e],
  [0x200b, 0x200d],
  [0x2060, 0x2064],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
);

const suspicious = new RegExp(
  `[${control}${halfPairs}${directionSwitches}${invisibleLetters}${directionMarks}${invisible}]`,
  'gu',
);
const neverAllowed = new RegExp(`[${control}${halfPairs}${directionSwitches}${invisibleLetters}]`, 'u');
const neverInComments = new RegExp(`[${directionMarks}]`, 'u');

/**
 * Characters that show something else than they are: refused everywhere, or outside texts and comments where people
 * may want them (emoji are joined by invisible ones).
 * @returns the findings, and the text with a space in place of each refused character so that reading can go on
 */
export function refuseCharacters({ text, texts, comments }: Layout): { text: string; findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const inComment = ascending(comments);
  const inText = ascending(texts);
  const cleaned = text.replace(suspicious, (character, at: number) => {
    const refused = neverAllowed.test(character) || (inComment(at) ? neverInComments.test(character) : !inText(at));
    if (!refused) return character;
    if (findings.length < shownMax) findings.push(finding(character, at));
    return ' '.repeat(character.length);
  });
  return { text: cleaned, findings };
}

/** Tells for places that only go up whether they lie in one of the spans, which go up as well. */
function ascending(spans: readonly Span[]): (at: number) => boolean {
  let next = 0;
  return (at) => {
    while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    return (spans[next]?.start ?? Number.POSITIVE_INFINITY) <= at;
  };
}

function finding(character: string, at: number): Finding {
  const code = character.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const half = code >= 0xd800 && code <= 0xdfff;
  return {
    code: 'loop.bad_character',
    span: { start: at, end: at + character.length },
    message: half ? `Half of a character (${name}) stands here.` : `The invisible character ${name} stands here.`,
    hint: half
      ? 'Delete it, or type the whole character again.'
      : `Delete it; where a text really needs it, write \\u{${code.toString(16)}}.`,
  };
}
