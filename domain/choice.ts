/** What came of reading an answer: the choice that is meant, or those that could be meant. */
export type Chosen =
  | { readonly kind: 'one'; readonly choice: string }
  | { readonly kind: 'several'; readonly choices: readonly string[] }
  | { readonly kind: 'none' };

/**
 * Finds the choice a person means: its text, a unique beginning of it, or its position from 1; case is not counted.
 * Text goes before position, so that of the choices 1, 2 and 5 the word "2" means the second.
 */
export function chooseFrom(choices: readonly string[], said: string | number): Chosen {
  const word = String(said).trim().toLowerCase();
  if (typeof said === 'string') {
    const exact = choices.filter((choice) => choice.trim().toLowerCase() === word);
    const begun = exact.length > 0 ? exact : choices.filter((choice) => beginsWith(choice, word));
    const [only, other] = begun;
    if (only !== undefined && other === undefined) return { kind: 'one', choice: only };
    if (only !== undefined) return { kind: 'several', choices: begun };
  }
  const position = /^\d{1,3}$/.test(word) ? choices[Number(word) - 1] : undefined;
  return position === undefined ? { kind: 'none' } : { kind: 'one', choice: position };
}

function beginsWith(choice: string, word: string): boolean {
  return word !== '' && choice.trim().toLowerCase().startsWith(word);
}
