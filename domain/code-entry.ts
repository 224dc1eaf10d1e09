/** What the table of codes says of one of them. */
export interface CodeEntry {
  /** Whether a retry may help. */
  readonly retry: boolean;
  readonly meaning: string;
  /** What to do when the error brings no hint of its own. */
  readonly hint: string;
}

export const final = (meaning: string, hint: string): CodeEntry => ({ retry: false, meaning, hint });
export const passing = (meaning: string, hint: string): CodeEntry => ({ retry: true, meaning, hint });
