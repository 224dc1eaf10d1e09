const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/**
 * The beginning of a text from outside, fit for a message: on one line, and with every character that is invisible, or
 * turns or hides what stands beside it, written as `\u{202e}`.
 */
export function shownBriefly(text: string, charactersMax: number): string {
  const line = text
    .slice(0, charactersMax * 8)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  const cut = characters.length > charactersMax ? `${characters.slice(0, charactersMax).join('')}…` : line;
  return cut.replaceAll(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
