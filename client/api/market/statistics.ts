import { readListed } from '../../../db/read/search.ts';
import {
  readCategories,
  readCategoryStatistics,
  readMostDownloaded,
  readMostRun,
  readNewest,
  readTopRated,
  readTotals,
  readUses,
} from '../../../db/read/statistics.ts';
import { limits } from '../../../domain/limits.ts';
import { isPublisher } from '../../../domain/market/rating.ts';
import type { ListedPackage } from '../../../domain/market/search.ts';
import type { MarketFront, MarketStatistics, Reuse } from '../../../domain/market/statistics.ts';
import type { Doors } from '../connection.ts';

type Names = (db: Doors['db']) => Promise<readonly string[]>;
const listed = async (db: Doors['db'], names: Names): Promise<ListedPackage[]> => readListed(db, await names(db));

export async function marketStatistics({ db }: Doors): Promise<MarketStatistics> {
  const [totals, categories, topRated, mostDownloaded, mostRun, reuse] = await Promise.all([
    readTotals(db),
    readCategoryStatistics(db, limits.facetsMax),
    listed(db, readTopRated),
    listed(db, readMostDownloaded),
    listed(db, readMostRun),
    reuseOf(db),
  ]);
  return { ...totals, categories, topRated, mostDownloaded, mostRun, reuse };
}

async function reuseOf(db: Doors['db']): Promise<Reuse> {
  let [runs, reused] = [0, 0];
  for (const used of await readUses(db, limits.runsForReuseMax)) {
    runs += used.runs;
    if (used.publishers.some((publisher) => !isPublisher(used.requester, publisher))) reused += used.runs;
  }
  return { runs, reused };
}

export async function marketFront({ db }: Doors): Promise<MarketFront> {
  const [{ packages }, categories, newest, mostRun] = await Promise.all([
    readTotals(db),
    readCategories(db, limits.facetsMax),
    listed(db, readNewest),
    listed(db, readMostRun),
  ]);
  return { packages, categories, newest, mostRun };
}
