import { z } from 'zod';
import { readReviews } from '../../../db/read/reviews.ts';
import { readVersionFacts } from '../../../db/read/standings.ts';
import { limits } from '../../../domain/limits.ts';
import { type RatingReceipt, type RatingRequest, type Review, ratingSchema } from '../../../domain/market/rating.ts';
import type { ratePackage, verifyPublisher } from '../../../workflows/ratings.ts';
import type { Caller } from '../../loom.ts';
import type { PackageReviews } from '../../market-shelf.ts';
import { type Doors, writeTimeout } from '../connection.ts';
import { listedPackage } from './card.ts';
import { readRequest } from './request.ts';

/** Keeps what the caller says of a package they ran; the same request twice counts once. */
export async function rate(doors: Doors, rating: RatingRequest, caller: Caller): Promise<RatingReceipt> {
  const { requestId: request, requester: user, room } = caller;
  return doors.temporal.workflow.execute<typeof ratePackage>('market.rate', {
    taskQueue: doors.taskQueue,
    workflowId: `market.rate/${request}`,
    args: [{ rating: readRequest(ratingSchema, rating), user, room, request }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowExecutionTimeout: writeTimeout,
  });
}

export async function verify(doors: Doors, publisher: string, { requester }: Caller) {
  return doors.temporal.workflow.execute<typeof verifyPublisher>('market.verify', {
    taskQueue: doors.taskQueue,
    workflowId: `market.verify/${publisher}`,
    args: [publisher, requester],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowExecutionTimeout: writeTimeout,
  });
}

const placeSchema = z.tuple([z.iso.datetime(), z.string()]);
const placeText = ({ at, user }: Review): string => `${at}${user}`;

/** A text that is no place is before all of them. */
function placeIn(text: string | undefined): { readonly after?: Pick<Review, 'at' | 'user'> } {
  const sign = text?.indexOf('@') ?? -1;
  const parsed = placeSchema.safeParse([text?.slice(0, sign), text?.slice(sign)]);
  return parsed.success ? { after: { at: parsed.data[0], user: parsed.data[1] } } : {};
}

/** What people say of a package, newest first, and what was measured. */
export async function reviewsOf(
  doors: Doors,
  name: string,
  { limit = 10, after }: { readonly limit?: number; readonly after?: string } = {},
): Promise<PackageReviews> {
  const listed = await listedPackage(doors, name);
  const most = Math.max(1, Math.min(limit, limits.reviewsShownMax));
  const [found, facts] = await Promise.all([
    readReviews(doors.db, name, { limit: most + 1, ...placeIn(after) }),
    readVersionFacts(doors.db, name, limits.listedMax),
  ]);
  const reviews = found.slice(0, most);
  const last = reviews.at(-1);
  return { ...listed, reviews, facts, next: last === undefined || found.length <= most ? null : placeText(last) };
}
