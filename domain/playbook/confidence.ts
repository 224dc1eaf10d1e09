/** How well the best runbook fits a question; nothing in it depends on how many runbooks there are. */
export interface Fit {
  /** Share of the question's meaning that the runbook speaks of, 0 to 1. */
  readonly covered: number;
  /** Share of the question's meaning that the runbook is filed under: title and tags, 0 to 1. */
  readonly filed: number;
  /** How many words of the question it is filed under. */
  readonly filedWords: number;
  /** How many words of the question it has that next to no other runbook has: `PLEG`, `invalid_grant`. */
  readonly rareWords: number;
  /** How far it is ahead of the next runbook, 0 (equal) to 1 (nothing else fits). */
  readonly lead: number;
}

/** Logistic regression on test/domain/playbook/questions.json, fitted by bench/playbook.cjs; held-out.json tests it. */
const weights = { always: -3.9, covered: 2.1, filed: 2, filedWords: 2.9, rareWords: 0.3, lead: 0.8 } as const;

/** Below it nothing is quoted: at 0.5 one off-topic question in fifteen got an answer, here one in sixty. */
export const confidenceMin = 0.6;

/** The chance that the best runbook is the right one, 0 to 1. */
export function confidenceOf({ covered, filed, filedWords, rareWords, lead }: Fit): number {
  const evidence =
    weights.always +
    weights.covered * covered +
    weights.filed * filed +
    weights.filedWords * Math.log(1 + filedWords) +
    weights.rareWords * Math.log(1 + rareWords) +
    weights.lead * lead;
  return 1 / (1 + Math.exp(-evidence));
}
