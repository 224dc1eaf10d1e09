import type { VersionFacts } from '../domain/market/ranking.ts';
import type { RatingReceipt, RatingRequest, Review } from '../domain/market/rating.ts';
import type { ListedPackage, SearchRequest, SearchResult } from '../domain/market/search.ts';
import type { MarketFront, MarketStatistics } from '../domain/market/statistics.ts';
import type { LastRun } from '../domain/run.ts';
import type { Capabilities } from '../dsl/estimate/capabilities.ts';
import type { Caller } from './loom.ts';

/** What somebody wants to know of a package before they install it. */
export interface PackageCard extends ListedPackage {
  /** Names of the steps of its loop by wave; null for a toolbox. */
  readonly waves: readonly (readonly string[])[] | null;
  /** Tools it has for other loops. */
  readonly tools: readonly string[];
  /** What its runs may touch; null where it was not worked out. */
  readonly capabilities: Capabilities | null;
  readonly lastRuns: readonly LastRun[];
  /** Versions that ran, the one that ran last first. */
  readonly facts: readonly VersionFacts[];
}

/** Reviews with what was measured beside them. */
export interface PackageReviews extends ListedPackage {
  readonly reviews: readonly Review[];
  readonly facts: readonly VersionFacts[];
  /** Give it as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

/** The shelves of the market: what there is, what it is worth, what people say of it. */
export interface MarketShelf {
  /** Packages that fit, the best first (domain/market/ranking.ts); words with a slip are found as they were meant. */
  search(request: SearchRequest): Promise<SearchResult>;
  /** Throws `market.not_found`. */
  card(name: string): Promise<PackageCard>;
  front(): Promise<MarketFront>;
  /** One word of each person about each major version, after a completed run in a room of theirs. Throws `market.not_run`, `market.own_package`, `market.not_found`. */
  rate(rating: RatingRequest, caller: Caller): Promise<RatingReceipt>;
  reviews(name: string, page?: { readonly limit?: number; readonly after?: string }): Promise<PackageReviews>;
  /** Marks a publisher as known to an admin. `created`: it was not before. Throws `market.unknown_publisher`. */
  verify(publisher: string, caller: Caller): Promise<{ readonly publisher: string; readonly created: boolean }>;
  statistics(): Promise<MarketStatistics>;
}
