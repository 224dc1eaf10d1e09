import type { Metadata } from './bundle.ts';

/** Characters that steer a terminal, hide in a text, or turn it round. */
const invisible =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const markup = /<[a-z!/?]/i;
const callsAll = /(?:^|[^\w@])@(?:room|here|channel|everyone|all)\b/i;

/**
 * What a package says of itself is shown in chat rooms, terminals and pages that are not its own: it has to be plain.
 * @returns one sentence for each field that is not
 */
export function unplainWords(metadata: Metadata): readonly string[] {
  const fields: readonly (readonly [name: string, text: string])[] = [
    ['name', metadata.name],
    ['author', metadata.author],
    ['description', metadata.description],
    ['category', metadata.category],
    ...metadata.tags.map((tag) => ['tags', tag] as const),
  ];
  return fields.flatMap(([name, text]) => {
    const what = unplain(name === 'description' ? text.replace(/\n/g, ' ') : text);
    return what === null ? [] : [`"${name}" ${what}.`];
  });
}

function unplain(text: string): string | null {
  const hidden = invisible.exec(text)?.[0];
  if (hidden !== undefined) return `holds the invisible character ${codePoint(hidden)}`;
  if (markup.test(text)) return 'holds markup such as <b>';
  const word = callsAll.exec(text)?.[0].trim();
  return word === undefined ? null : `holds ${word.slice(word.indexOf('@'))}, which calls everybody in a room`;
}

/** What documentation, which is Markdown, may not hold either; line breaks and tabs it may. */
export function invisibleIn(text: string): string | null {
  const found = invisible.exec(text.replace(/[\n\t]/g, ' '))?.[0];
  return found === undefined ? null : codePoint(found);
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
