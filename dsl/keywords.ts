import { distance } from 'fastest-levenshtein';

/** Words that begin a section of a loop; a colon follows. */
export const sectionWords = ['USES', 'INPUT', 'TOOLS', 'SCHEDULE', 'LIMIT', 'STEPS', 'ON ERROR', 'OUTPUT'] as const;

/** Words that may begin what a step does. */
export const controlWords = ['IF', 'FOR', 'REPEAT', 'FIRST', 'COLLABORATE', 'ASK', 'SAY', 'WAIT', 'FAIL', 'RETURN'];

/** Words that may follow what a step does. */
export const clauseWords = ['WHEN', 'AFTER', 'TIMEOUT', 'RETRY', 'ELSE', 'UNDO'];

/** Words that shape what a step does. */
export const optionWords = [
  ...['IN', 'FROM', 'NEED', 'CHOICES', 'WITHIN', 'WHERE', 'WITH', 'QUORUM', 'MAX', 'EVERY', 'BACKOFF', 'UNTIL'],
];

const otherWords = [
  ...['LOOP', 'END', 'ON', 'ERROR', 'READ', 'HOST', 'HTTP', 'AUTH', 'PROMPT', 'AGENT', 'KEEP', 'GOING', 'YIELD'],
];

const keywords: ReadonlySet<string> = new Set([
  ...sectionWords,
  ...controlWords,
  ...clauseWords,
  ...optionWords,
  ...otherWords,
]);

/** Whether a word is one of the language's own; they are upper case, so no name can be one. */
export function isKeyword(word: string): boolean {
  return keywords.has(word);
}

/**
 * The section a line means to begin, or null when it begins none. A misspelt word counts only with its colon, a word
 * without its colon only when it stands alone or is spelt right.
 * @param tail whether nothing follows on the line
 */
export function sectionMeant(written: string, colon: boolean, tail: boolean): string | null {
  // Nearly every line is asked, and nearly none begins a section.
  if (!colon && !tail && written !== written.toUpperCase()) return null;
  const folded = written.toUpperCase().replace(/[ \t_]+/g, ' ');
  const exact = sectionWords.find((word) => word === folded) ?? null;
  if (colon) return exact ?? nearSection(folded);
  // `TOOLS name` without a colon begins a toolbox.
  if (exact === null || (written === 'TOOLS' && !tail)) return null;
  return tail || written === exact ? exact : null;
}

/** Among so few words one wrong letter is enough to be sure, two in the longer ones. */
function nearSection(folded: string): string | null {
  const differencesMax = folded.length > 5 ? 2 : 1;
  return sectionWords.find((word) => distance(word, folded) <= differencesMax) ?? null;
}
