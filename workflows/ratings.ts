import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { GivenRating, RatingReceipt } from '../domain/market/rating.ts';

const activities = proxyActivities<Pick<Activities, 'market.keep_rating' | 'market.mark_verified'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 },
});

/** Keeps what somebody says of a package they ran. */
export async function ratePackage(given: GivenRating): Promise<RatingReceipt> {
  return activities['market.keep_rating'](given);
}

/** Marks a publisher as known to an admin. */
export async function verifyPublisher(
  publisher: string,
  by: string,
): Promise<{ readonly publisher: string; readonly created: boolean }> {
  return activities['market.mark_verified'](publisher, by);
}
