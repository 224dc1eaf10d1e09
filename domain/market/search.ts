import { z } from 'zod';
import { limits } from '../limits.ts';
import { type PackageStanding, score } from './ranking.ts';
import { searchCharactersMax } from './words.ts';

/** What PostgreSQL can compare with. */
const label = z
  .string()
  .max(limits.nameCharactersMax)
  .regex(/^[^\0\p{Surrogate}]*$/u, 'holds characters no package has');

/** What somebody is looking for. All of it may be left out: then everything is found, the best first. */
export const searchSchema = z.strictObject({
  /** `incident response`, `"canary deploy"`, `deploy -canary`. */
  words: z.string().max(searchCharactersMax).default(''),
  category: label.optional(),
  /** All of them. */
  tags: z.array(label).max(limits.searchTagsMax).default([]),
  /** Mean of its stars; what nobody rated is not found. */
  minRating: z.number().min(1).max(5).optional(),
  verifiedOnly: z.boolean().default(false),
  limit: z.number().int().min(1).max(limits.hitsMax).default(10),
  /** `next` of the page before. */
  after: z.string().max(limits.textCharactersMax).optional(),
});
export type Search = z.output<typeof searchSchema>;
export type SearchRequest = z.input<typeof searchSchema>;

/** A package as lists show it. Times are ISO 8601 in UTC. */
export interface ListedPackage {
  readonly package: string;
  /** Its newest release that can be had. */
  readonly version: string;
  readonly publisher: string;
  readonly verified: boolean;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  /** Why nobody should begin to use it; null when they may. */
  readonly deprecated: string | null;
  readonly versions: number;
  readonly publishedAt: string;
  readonly standing: PackageStanding;
}

/** How many of what was found have something. */
export interface FacetCount {
  readonly name: string;
  readonly count: number;
}

export interface SearchResult {
  readonly hits: readonly ListedPackage[];
  /** Found in all, or at least so many where `isMore`. */
  readonly total: number;
  readonly isMore: boolean;
  readonly categories: readonly FacetCount[];
  /** The most frequent ones. */
  readonly tags: readonly FacetCount[];
  /** Give it as `after` for the next page; null on the last one. */
  readonly next: string | null;
  /** What was searched for instead, where the words that were typed have a slip; null where they are as typed. */
  readonly meant: string | null;
  /** Nothing has all of the words, so what is shown has some. */
  readonly isLoose: boolean;
}

/** A package that was found, before it is known whether it is shown. */
export interface Candidate {
  readonly package: string;
  readonly relevance: number;
  readonly merit: number;
  readonly isDeprecated: boolean;
  readonly category: string;
  readonly tags: readonly string[];
}

export interface Placed extends Candidate {
  readonly score: number;
}

/** Digits that are kept of a score, so that what is written on a page is what is compared. */
const scoreDigits = 9;

/** Found packages, the best first; those that score the same by their names. */
export function inOrder(candidates: readonly Candidate[]): readonly Placed[] {
  return candidates
    .map((each) => ({
      ...each,
      score: Number(score(each.relevance, each.merit, each.isDeprecated).toFixed(scoreDigits)),
    }))
    .sort(byPlace);
}

type Place = Pick<Placed, 'score' | 'package'>;
const byPlace = (one: Place, other: Place): number =>
  other.score - one.score || (one.package < other.package ? -1 : one.package > other.package ? 1 : 0);

/** A page by its key: what stands behind the last one of the page before, even if that one has gone meanwhile. */
export function pageOf(placed: readonly Placed[], after: string | undefined, limit: number) {
  const last = after === undefined ? null : placeIn(after);
  const behind = last === null ? placed : placed.filter((each) => byPlace(last, each) < 0);
  const page = behind.slice(0, limit);
  const end = page.at(-1);
  return { page, next: end === undefined || behind.length <= limit ? null : placeText(end) };
}

const placeText = ({ score: at, package: name }: Place): string => `${at}:${name}`;

/** A text that is no place is before all of them. */
function placeIn(text: string): Place | null {
  const [, at = '', name = ''] = /^(\d(?:\.\d+)?(?:e-\d+)?):(.*)$/s.exec(text) ?? [];
  return at === '' ? null : { score: Number(at), package: name };
}

/** @returns names with how often they are there, the most frequent first */
export function countsOf(names: readonly string[], limit: number): readonly FacetCount[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1))
    .slice(0, limit);
}
