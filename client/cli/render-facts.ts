import { meanStars, type PackageStanding, successRate, type VersionFacts } from '../../domain/market/ranking.ts';
import { duration } from './durations.ts';
import type { Look } from './look.ts';

/** `1 install`, `12 installs`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `98 %`; all of it only when it is all, and nothing only when it is nothing. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, whole)) : whole} %`;
}

/** `4.6`, with a sign for stars. */
export const starsOf = (stars: number, { unicode }: Look): string => `${unicode ? '★' : '*'} ${stars.toFixed(1)}`;

/** What people gave: `★ 4.6 of 12 ratings`. */
export function ratingText(standing: Pick<PackageStanding, 'stars' | 'ratings'>, look: Look): string | null {
  const mean = meanStars(standing);
  return mean === null ? null : `${starsOf(mean, look)} of ${counted(standing.ratings, 'rating')}`;
}

type Runs = Pick<VersionFacts, 'completed' | 'failed' | 'stopped' | 'retries' | 'medianMs'>;

/** What was measured: `98 % of 143 runs went well`, `half within 2.1 s`, `0.2 retries a run`. */
export function runTexts({ completed, failed, stopped, retries, medianMs }: Runs): string[] {
  const rate = successRate({ completed, failed });
  if (rate === null) return stopped === 0 ? [] : [`stopped ${counted(stopped, 'time')}`];
  const runs = completed + failed;
  const well = runs === 1 ? (completed === 1 ? 'its run went well' : 'its run failed') : null;
  return [
    well ?? `${percent(rate)} of ${counted(runs, 'run')} went well`,
    ...(medianMs === null ? [] : [`half within ${duration(medianMs)}`]),
    ...(retries === 0 ? [] : [`${(retries / runs).toFixed(1)} retries a run`]),
  ];
}
