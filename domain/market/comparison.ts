import { successBound } from './ranking.ts';

/** How runs of one version ended. Runs that people stopped, or refused to let go on, say nothing about it. */
export interface RunCounts {
  readonly completed: number;
  readonly failed: number;
}

export type Comparison =
  /** Fewer runs than anything can be said of. */
  | { readonly kind: 'too few' }
  | { readonly kind: 'no worse' }
  /** In words: `3 of 5 runs failed, and 1 of 40 before`. */
  | { readonly kind: 'worse'; readonly why: string };

/** Runs of a version, before anything is said of it. */
export const runsNeeded = 5;
/** How often an update that is no worse may look worse by chance, at one look. */
export const chanceTaken = 0.01;
/** What has never run here before is taken back when it surely fails more often than this. */
const failuresBorne = 0.5;

/**
 * Whether runs of a new version fail more than those of the old one.
 *
 * Where both have at least five runs: Fisher's exact test on the four counts, one-sided. If both versions failed
 * equally often, the failures there are would fall on the new version's runs by chance alone, and the chance that so
 * many or more of them do is
 *
 *     p = sum over i >= f of C(F, i) * C(N - F, n - i) / C(N, n)
 *
 * with n runs of the new version, f of them failed, and N runs in all, F of them failed. Below 0.01 the new version is
 * worse. An update is looked at up to 24 times, so one that is no worse is returned from by chance in fewer than 24 of
 * 100 cases in the worst case, and far fewer in practice, since the looks share their runs.
 *
 * Where the old version has too few runs: the new one is worse when the lower end of the Wilson score interval of its
 * share of failures is above one half.
 * @see R. A. Fisher, Journal of the Royal Statistical Society 85 (1922), 87-94
 * @see E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212
 */
export function compareRuns(before: RunCounts, now: RunCounts): Comparison {
  const runs = now.completed + now.failed;
  const runsBefore = before.completed + before.failed;
  if (runs < runsNeeded) return { kind: 'too few' };
  const failed = `${now.failed} of ${runs} runs failed`;
  if (runsBefore < runsNeeded) {
    const surely = successBound({ completed: now.failed, failed: now.completed });
    return surely > failuresBorne ? { kind: 'worse', why: failed } : { kind: 'no worse' };
  }
  if (chanceOfAtLeast(before, now) >= chanceTaken) return { kind: 'no worse' };
  return { kind: 'worse', why: `${failed}, and ${before.failed} of ${runsBefore} before` };
}

/**
 * The chance that at least so many failures fall on the new version's runs when both fail equally often.
 * @returns p of Fisher's exact test, one-sided, 0 to 1
 */
export function chanceOfAtLeast(before: RunCounts, now: RunCounts): number {
  const runs = now.completed + now.failed;
  const all = runs + before.completed + before.failed;
  const failures = now.failed + before.failed;
  const logOf = logFactorials(all);
  const log = (of: number, some: number): number => (logOf[of] ?? 0) - (logOf[some] ?? 0) - (logOf[of - some] ?? 0);
  let chance = 0;
  for (let hit = now.failed; hit <= Math.min(failures, runs); hit += 1) {
    if (runs - hit > all - failures) continue;
    chance += Math.exp(log(failures, hit) + log(all - failures, runs - hit) - log(all, runs));
  }
  return Math.min(1, chance);
}

/** Natural logarithms of 0! to n!. */
function logFactorials(n: number): readonly number[] {
  const logs = [0];
  for (let at = 1; at <= n; at += 1) logs.push((logs[at - 1] ?? 0) + Math.log(at));
  return logs;
}
