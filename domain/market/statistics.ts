import type { FacetCount, ListedPackage } from './search.ts';

/** What the market comes to as a whole. */
export interface MarketStatistics {
  /** Packages that are offered, and their releases that were not yanked. */
  readonly packages: number;
  readonly releases: number;
  readonly publishers: number;
  readonly verifiedPublishers: number;
  /** Of packages in workspaces, each pair once. */
  readonly installs: number;
  /** Runs of packages that came to their end, failed by themselves, or were stopped by people. */
  readonly completed: number;
  readonly failed: number;
  readonly stopped: number;
  readonly ratings: number;
  /** Mean of all stars; null before the first. */
  readonly averageRating: number | null;
  /** The largest first. */
  readonly categories: readonly CategoryStatistics[];
  /** By the stars to expect: domain/market/ranking.ts expectedStars. */
  readonly topRated: readonly ListedPackage[];
  readonly mostDownloaded: readonly ListedPackage[];
  readonly mostRun: readonly ListedPackage[];
  readonly reuse: Reuse;
}

export interface CategoryStatistics {
  readonly category: string;
  readonly packages: number;
  readonly installs: number;
  readonly completed: number;
  readonly averageRating: number | null;
}

/** How many of the last runs that people started use a package somebody else published. */
export interface Reuse {
  readonly runs: number;
  readonly reused: number;
}

/** What whoever comes in sees first. */
export interface MarketFront {
  readonly packages: number;
  readonly categories: readonly FacetCount[];
  readonly newest: readonly ListedPackage[];
  /** Those that ran at all. */
  readonly mostRun: readonly ListedPackage[];
}
