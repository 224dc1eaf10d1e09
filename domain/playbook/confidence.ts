/** How well the best runbook fits a question; nothing in it depends on how many runbooks there are. */
export interface Fit {
  /** Share of the question's meaning that the runbook speaks of, 0 to 1. */
  readonly covered: number;
  /** Share of the question's meaning that the runbook is filed under: tags, title and headings, 0 to 1. */
  readonly filed: number;
  /** How many words of the question it is filed under. */
  readonly filedWords: number;
  /** How far it is ahead of the next runbook, 0 (equal) to 1 (nothing else fits). */
  readonly lead: number;
}

/**
 * Logistic regression on the labelled questions of test/domain/playbook/questions.json with an even number, fitted by
 * bench/playbook.cjs; the test holds it against the others.
 */
const weights = { always: -3.2, covered: 2.6, filed: 3.2, filedWords: 1.4, lead: 0.6 } as const;

/** Below it a runbook is more likely beside the point than not. */
export const confidenceMin = 0.5;

/** The chance that the best runbook is the right one, 0 to 1. A runbook filed under no word of the question never is. */
export function confidenceOf({ covered, filed, filedWords, lead }: Fit): number {
  if (filedWords === 0) return 0;
  const evidence =
    weights.always +
    weights.covered * covered +
    weights.filed * filed +
    weights.filedWords * Math.log(1 + filedWords) +
    weights.lead * lead;
  return 1 / (1 + Math.exp(-evidence));
}
