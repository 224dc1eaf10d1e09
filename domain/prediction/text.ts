/** What of a question is read; the rest hardly tells more about the answer. Characters. */
const readMax = 4_096;

/**
 * Scripts written without spaces. Each of their characters counts as a word, with the marks on it: pairs of them, which
 * are hashed like pairs of words, then say about what words say elsewhere, and no dictionary has to agree with another.
 */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const wordPattern = new RegExp(
  `[${unspaced}]\\p{M}*|(?:(?![${unspaced}])[\\p{L}\\p{N}_])(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}_'’-])*`,
  'gu',
);
/** Ends of sentences: Latin, CJK, Arabic, Urdu, Devanagari, Armenian, Ethiopic, Khmer. */
const sentencePattern = /[.!?。！？｡؟۔।॥։።៕…]+(?=\s|$|["'”’)\]])|[。！？｡।॥።៕]|\n+/gu;
const letter = /[\p{L}\p{N}]/u;
/** Halves of surrogate pairs, and the one character PostgreSQL does not store. */
const unstorable = /[\p{Cs}\0]/gu;

/** A question as it is read: well formed, and no longer than `readMax`. */
export function readable(text: string): string {
  return text.slice(0, readMax).replace(unstorable, '\ufffd');
}

/** Words in any script, in small letters. */
export function wordsIn(text: string): string[] {
  return text.toLowerCase().match(wordPattern) ?? [];
}

/** How many pieces between ends of sentences say anything: 0 for a text without a letter. */
export function countSentences(text: string): number {
  let count = 0;
  for (const piece of text.split(sentencePattern)) if (letter.test(piece)) count += 1;
  return count;
}

/** Characters as people count them, near enough: code points. */
export function countCharacters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0xdc00 || code > 0xdfff) count += 1;
  }
  return count;
}

/**
 * A 32-bit hash of a text, the same everywhere.
 * @see FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, with the last mixing of MurmurHash3 so that low bits are good
 */
export function hashText(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
