import { type Found, findCandidates, lookUpWords, readListed } from '../../../db/read/search.ts';
import { limits } from '../../../domain/limits.ts';
import { packageNameSchema } from '../../../domain/market/bundle.ts';
import {
  countsOf,
  inOrder,
  pageOf,
  type Search,
  type SearchRequest,
  type SearchResult,
  searchSchema,
} from '../../../domain/market/search.ts';
import { meantBy, queryOf, reworded, swapped, type Term, termsOf, typedOf } from '../../../domain/market/words.ts';
import type { Doors } from '../connection.ts';
import { readRequest } from './request.ts';

type Looked = Found & Pick<SearchResult, 'meant' | 'isLoose'>;

/** Packages that fit, the best first; what was typed wrongly is found as it was meant. */
export async function searchPackages({ db }: Pick<Doors, 'db'>, request: SearchRequest): Promise<SearchResult> {
  const search = readRequest(searchSchema, request);
  const { candidates, isMore, meant, isLoose } = await look(db, search);
  const { page, next } = pageOf(inOrder(candidates), search.after, search.limit);
  return {
    hits: await readListed(
      db,
      page.map((each) => each.package),
    ),
    total: candidates.length,
    isMore,
    categories: countsOf(
      candidates.map(({ category }) => category),
      limits.facetsMax,
    ),
    tags: countsOf(
      candidates.flatMap(({ tags }) => tags),
      limits.facetsMax,
    ),
    next,
    meant,
    isLoose,
  };
}

/** As typed; where that finds nothing as it was probably meant; where that finds nothing either some of the words. */
async function look(db: Doors['db'], search: Search): Promise<Looked> {
  const terms = termsOf(search.words);
  // Words of which nothing is left, such as "?!", are no wish to see everything.
  if (terms.length === 0 && search.words.trim() !== '') return nothing;
  const found = await findCandidates(db, queryOf(terms), nameIn(search.words), search);
  if (found.candidates.length > 0 || terms.length === 0) return { ...found, meant: null, isLoose: false };

  const { meant, begun, isNew } = await correct(db, terms);
  const typed = isNew ? typedOf(meant) : null;
  const attempts = [
    ...(isNew || begun.length > 0 ? [{ query: queryOf(meant, 'all', begun), isLoose: false }] : []),
    ...(meant.length > 1 ? [{ query: queryOf(meant, 'any', begun), isLoose: true }] : []),
  ];
  for (const { query, isLoose } of attempts) {
    const again = await findCandidates(db, query, '', search);
    if (again.candidates.length > 0) return { ...again, meant: typed, isLoose };
  }
  return nothing;
}

/** What was typed, if a package can be called so. */
function nameIn(typed: string): string {
  const name = typed.trim().toLowerCase();
  return packageNameSchema.safeParse(name).success ? name : '';
}

const nothing: Looked = { candidates: [], isMore: false, meant: null, isLoose: false };

/** Words nobody has are taken for beginnings of others, or for slips of the nearest. */
async function correct(db: Doors['db'], terms: readonly Term[]) {
  const words = [...new Set(terms.filter(({ isExcluded }) => !isExcluded).flatMap((term) => term.words))];
  const known = await lookUpWords(
    db,
    words.map((word) => ({ word, swapped: swapped(word) })),
  );
  const strange = known.filter(({ isKnown }) => !isKnown);
  const begun = strange.filter(({ isBeginning }) => isBeginning).map(({ word }) => word);
  const instead = new Map<string, string>();
  for (const { word, isBeginning, alike } of strange) {
    const better = isBeginning ? null : meantBy(word, alike);
    if (better !== null) instead.set(word, better);
  }
  return { meant: reworded(terms, instead), begun, isNew: instead.size > 0 };
}
