import { distance } from 'fastest-levenshtein';

/** What was typed to search for: words, "words in this order", and words that must -not be there. */
export interface Term {
  readonly words: readonly string[];
  readonly isExcluded: boolean;
}

export const searchCharactersMax = 200;
const termsMax = 12;

/** Letters and digits as PostgreSQL is given them; nothing else of what was typed reaches a query. */
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** @param typed anything; what is beyond the first dozen words is left out */
export function termsOf(typed: string): readonly Term[] {
  const terms: Term[] = [];
  for (const [, minus, phrase, word] of typed
    .slice(0, searchCharactersMax)
    .matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/gu)) {
    const words = ((phrase ?? word ?? '').normalize('NFC').toLowerCase().match(wordPattern) ?? []).slice(0, termsMax);
    const isExcluded = minus === '-';
    // Only quotes say that words belong together: incident-response is two words, as in a title.
    if (phrase !== undefined || isExcluded) terms.push(...(words.length === 0 ? [] : [{ words, isExcluded }]));
    else terms.push(...words.map((each) => ({ words: [each], isExcluded })));
  }
  return terms.slice(0, termsMax);
}

export type Matching = 'all' | 'any';

/**
 * Terms in the language of PostgreSQL's `to_tsquery`.
 * @param matching whether a text must have all of them, or any
 * @param begun words of which only the beginning was typed
 * @returns an empty text for no terms
 */
export function queryOf(terms: readonly Term[], matching: Matching = 'all', begun: readonly string[] = []): string {
  const written = ({ words }: Term): string => {
    const inOrder = words.map((word) => (begun.includes(word) ? `${word}:*` : word)).join(' <-> ');
    return words.length === 1 ? inOrder : `(${inOrder})`;
  };
  const wanted = terms.filter(({ isExcluded }) => !isExcluded).map(written);
  const excluded = terms.filter(({ isExcluded }) => isExcluded).map((term) => `!${written(term)}`);
  const together = wanted.join(matching === 'all' ? ' & ' : ' | ');
  const grouped = matching === 'any' && wanted.length > 1 && excluded.length > 0 ? `(${together})` : together;
  return [grouped, ...excluded].filter((part) => part !== '').join(' & ');
}

/** Terms with other words in the place of some. */
export function reworded(terms: readonly Term[], instead: ReadonlyMap<string, string>): readonly Term[] {
  return terms.map((term) => ({ ...term, words: term.words.map((word) => instead.get(word) ?? word) }));
}

/** Terms as a person would type them. */
export function typedOf(terms: readonly Term[]): string {
  return terms
    .map(({ words, isExcluded }) => `${isExcluded ? '-' : ''}${words.length === 1 ? words[0] : `"${words.join(' ')}"`}`)
    .join(' ');
}

/** The words it becomes when two neighbours change places, the commonest slip; short words share no trigrams with it. */
export function swapped(word: string): readonly string[] {
  const letters = [...word];
  const all = letters
    .slice(1)
    .map((letter, at) => [...letters.slice(0, at), letter, letters[at], ...letters.slice(at + 2)]);
  return [...new Set(all.map((each) => each.join('')))].filter((each) => each !== word);
}

/** One slip in a short word, two in a longer one, three in a long one. */
const slipsMax = (word: string): number => (word.length < 5 ? 1 : word.length < 9 ? 2 : 3);

/** The word that was most likely meant, or null when none is near. Two neighbours that changed places are one slip. */
export function meantBy(word: string, candidates: readonly string[]): string | null {
  const neighbours = new Set(swapped(word));
  const ranked = candidates
    .filter((each) => each !== word)
    .map((each) => ({ word: each, slips: neighbours.has(each) ? 1 : distance(word, each) }))
    .filter(({ slips }) => slips <= slipsMax(word))
    // Of two equally near words the one that begins alike: first letters are rarely wrong.
    .sort((one, other) => one.slips - other.slips || sameStart(word, other.word) - sameStart(word, one.word));
  return ranked[0]?.word ?? null;
}

function sameStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
