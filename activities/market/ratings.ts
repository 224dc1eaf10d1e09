import type { Database } from '../../db/connection.ts';
import { readEntitlingRun } from '../../db/read/reviews.ts';
import { readListed } from '../../db/read/search.ts';
import { saveReview } from '../../db/reviews.ts';
import { markVerified } from '../../db/verification.ts';
import { LoomError } from '../../domain/errors.ts';
import {
  type GivenRating,
  isPublisher,
  majorOf,
  type RatingReceipt,
  ratingSchema,
} from '../../domain/market/rating.ts';
import { userName } from '../../domain/people.ts';

/** Keeps what somebody says of a package, if they may say something. */
export const ratePackage =
  ({ db }: { readonly db: Database }) =>
  async ({ rating, user: typed, room, request }: GivenRating): Promise<RatingReceipt> => {
    const { package: name, stars, text } = ratingSchema.parse(rating);
    const user = userName(typed);
    const [listed] = await readListed(db, [name]);
    if (listed === undefined) {
      throw new LoomError(
        'market.not_found',
        `No package called "${name}" is offered.`,
        'Type "market search" to find it.',
      );
    }
    if (isPublisher(user, listed.publisher)) {
      throw new LoomError(
        'market.own_package',
        `${user} publishes ${name}, and others judge it.`,
        'Ask those who run it for their word.',
      );
    }
    const entitling = await readEntitlingRun(db, { package: name, user, room });
    if (entitling === undefined) {
      throw new LoomError(
        'market.not_run',
        `No run of ${name} was completed in this room, and none that you started anywhere.`,
        `Run it first: run ${name}`,
      );
    }
    const major = majorOf(entitling.version);
    const replaced = await saveReview(db, { user, package: name, major, stars, text, request, ...entitling });
    return { package: name, major, stars, replaced };
  };

/** Marks a publisher as one an admin knows, for everybody to see, and writes it into the log of the market. */
export const verifyPublisher =
  ({ db }: { readonly db: Database }) =>
  async (publisher: string, by: string): Promise<{ readonly publisher: string; readonly created: boolean }> => {
    const outcome = await markVerified(db, publisher, userName(by));
    if (outcome === 'unknown') {
      throw new LoomError(
        'market.unknown_publisher',
        `Nobody has published as "${publisher}".`,
        'Type "market show PACKAGE" to see who published it.',
      );
    }
    return { publisher, created: outcome === 'verified' };
  };
