/** Something an editor offers to write at the cursor, in place of the word that is being written. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'word' | 'value' | 'field' | 'tool' | 'loop' | 'function' | 'parameter' | 'type';
  /** A type or a signature, on one line. */
  readonly detail: string;
  /** Sentences in Markdown. */
  readonly text: string;
}

export const suggestion = (kind: Suggestion['kind'], label: string, detail: string, text: string): Suggestion => ({
  kind,
  label,
  detail,
  text,
});
