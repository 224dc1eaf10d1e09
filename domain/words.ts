/** Words that say nothing about what a text is about. */
const fillers = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have how i if in into is it its me my no not ' +
    'of on or our over should so than that the their them then there these they this to up us was we were what when where which ' +
    'who why will with would you your please need want get got just still also all any some'
  ).split(' '),
);

/**
 * The words of a text that carry its meaning: small letters, without fillers, and with the ending of a plural taken off,
 * so that "replicas" and "replica" are one word.
 */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((word) => wordOf(word) ?? []);
}

/** One word in its plain form, or null for a filler. */
export function wordOf(word: string): string | null {
  const small = word.toLowerCase();
  if (fillers.has(small) || (small.length === 1 && !/\d/.test(small))) return null;
  if (small.length > 4 && small.endsWith('ies')) return `${small.slice(0, -3)}y`;
  if (small.length > 4 && /(?:ss|x|zz|ch|sh)es$/.test(small)) return small.slice(0, -2);
  return small.length > 3 && small.endsWith('s') && !/(?:ss|us|is)$/.test(small) ? small.slice(0, -1) : small;
}
