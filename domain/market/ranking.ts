/**
 * How packages are put in order. One formula, all of it here:
 *
 *     score = (½ · relevance + merit) · (deprecated ? ½ : 1)
 *     merit = 0.20 · success + 0.09 · speed + 0.08 · steadiness + 0.07 · rating + 0.06 · downloads
 *
 * Every part is a share from 0 to 1, so a score is one as well. Only relevance knows what was searched for; merit is
 * worked out when something happens to a package and kept with it.
 */
export const weights = {
  relevance: 0.5,
  success: 0.2,
  speed: 0.09,
  steadiness: 0.08,
  rating: 0.07,
  downloads: 0.06,
} as const;

/** Width of the interval in standard deviations: the lower end holds in 39 of 40 repetitions. */
const z = 1.96;
/** Median run of this length has half of what speed can give. */
const halfSpeedMs = 60_000;
/** What nobody has rated counts as rated by so many people with so many stars. */
export const assumed = { ratings: 5, stars: 3 } as const;
const starsMin = 1;
const starsMax = 5;
/** With so many downloads, or more, there is nothing left to gain. */
const downloadsMax = 1_000_000;

/** What was measured of a package in real runs, and what people say of it. */
export interface Standing {
  /** Runs that came to their end. */
  readonly completed: number;
  /** Runs that failed by themselves: those that people stopped or refused count nowhere. */
  readonly failed: number;
  /** Tries after the first, over all those runs. */
  readonly retries: number;
  /** Half of the completed runs took no longer; null before the first. Milliseconds. */
  readonly medianMs: number | null;
  /** Sum of the stars, 1 to 5 each, and how many people gave them. */
  readonly stars: number;
  readonly ratings: number;
  /** Workspaces that ever installed it. */
  readonly downloads: number;
}

/** The same with what only people want to know. */
export interface PackageStanding extends Standing {
  /** Runs that people stopped, refused or did not answer. */
  readonly stopped: number;
  /** ISO 8601 in UTC; null before the first run ended. */
  readonly lastRunAt: string | null;
}

/** What real runs of one version came to. */
export interface VersionFacts
  extends Pick<PackageStanding, 'completed' | 'failed' | 'stopped' | 'retries' | 'medianMs'> {
  readonly version: string;
  /** ISO 8601 in UTC. */
  readonly lastRunAt: string;
}

export const unknownStanding: Standing = {
  completed: 0,
  failed: 0,
  retries: 0,
  medianMs: null,
  stars: 0,
  ratings: 0,
  downloads: 0,
};

/**
 * The success rate we may count on after so many runs: few runs promise little, however well they went.
 * @returns the lower end of the Wilson score interval, 0 to 1; 0 without runs
 * @see E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212
 */
export function successBound({ completed, failed }: Pick<Standing, 'completed' | 'failed'>): number {
  const runs = completed + failed;
  if (runs === 0) return 0;
  const share = completed / runs;
  const centre = share + (z * z) / (2 * runs);
  const margin = z * Math.sqrt((share * (1 - share)) / runs + (z * z) / (4 * runs * runs));
  return Math.max(0, (centre - margin) / (1 + (z * z) / runs));
}

/** Share of the runs that went well, as it was measured; null without runs. */
export function successRate({ completed, failed }: Pick<Standing, 'completed' | 'failed'>): number | null {
  return completed + failed === 0 ? null : completed / (completed + failed);
}

/** The stars to expect, 1 to 5: the mean, drawn to the middle while few people rated. */
export function expectedStars({ stars, ratings }: Pick<Standing, 'stars' | 'ratings'>): number {
  return (assumed.ratings * assumed.stars + stars) / (assumed.ratings + ratings);
}

/** The mean of the stars that were given; null when nobody did. */
export function meanStars({ stars, ratings }: Pick<Standing, 'stars' | 'ratings'>): number | null {
  return ratings === 0 ? null : stars / ratings;
}

/** What a package has earned, whatever is searched for: 0 to ½. Nothing measured is worth nothing. */
export function merit(standing: Standing): number {
  const { completed, failed, retries, medianMs, downloads } = standing;
  const runs = completed + failed;
  const speed = medianMs === null ? 0 : halfSpeedMs / (halfSpeedMs + medianMs);
  const steadiness = runs === 0 ? 0 : runs / (runs + retries);
  const rating = (expectedStars(standing) - starsMin) / (starsMax - starsMin);
  const reach = Math.min(1, Math.log1p(downloads) / Math.log1p(downloadsMax));
  return (
    weights.success * successBound(standing) +
    weights.speed * speed +
    weights.steadiness * steadiness +
    weights.rating * rating +
    weights.downloads * reach
  );
}

/** Smaller changes of merit are not worth moving a package in the order. */
export const meritStep = 0.002;

/**
 * @param relevance how well its text fits what was searched for, 0 to 1; 0 when nothing was
 * @param earned its merit
 */
export function score(relevance: number, earned: number, isDeprecated: boolean): number {
  return (weights.relevance * relevance + earned) * (isDeprecated ? 0.5 : 1);
}
