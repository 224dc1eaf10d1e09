/** Invisible, or steering what stands beside it: everything a reader cannot see must be written out. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
/** Joins the parts of an emoji; elsewhere it is as invisible as the others. */
const joiner = '\u200d';

/**
 * Text from outside as a room may see it: characters nobody can see are written as U+202E, and nothing in it calls the
 * whole room. Line ends stay.
 */
export function shown(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replaceAll(unseen, (character, at: number) => (isPlain(character, text, at) ? character : named(character)))
    .replaceAll(/@(?=room)/gi, '\uff20');
}

function isPlain(character: string, text: string, at: number): boolean {
  if (character === '\n') return true;
  return (
    character === joiner &&
    /\p{Extended_Pictographic}\ufe0f?$|\p{Emoji_Modifier}$/u.test(text.slice(Math.max(0, at - 4), at))
  );
}

function named(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * A result of a command with every text in it made fit for a room; bytes and functions stay what they are.
 * @param lettersMax of each text; more is cut
 */
export function shownIn<Value>(value: Value, lettersMax = Number.POSITIVE_INFINITY): Value {
  return mapTexts(value, lettersMax, 0) as Value;
}

const depthMax = 200;

function mapTexts(value: unknown, lettersMax: number, depth: number): unknown {
  if (typeof value === 'string') return shown(value.length > lettersMax ? `${value.slice(0, lettersMax)}…` : value);
  if (typeof value !== 'object' || value === null || depth > depthMax) return value;
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, lettersMax, depth + 1));
  // Only what is made of data: a schema or a picture is not ours to change.
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [shown(key), mapTexts(field, lettersMax, depth + 1)]),
  );
}
