import semver from 'semver';
import { z } from 'zod';
import { limits } from '../limits.ts';
import { userName } from '../people.ts';
import { packageNameSchema } from './bundle.ts';

/** What somebody says of a package they ran. */
export const ratingSchema = z.strictObject({
  package: packageNameSchema,
  stars: z.int().min(1).max(5),
  text: z
    .string()
    .trim()
    .max(limits.reviewCharactersMax)
    .regex(/^[^\0\p{Surrogate}]*$/u, 'holds characters that cannot be stored')
    .default(''),
});
export type RatingRequest = z.input<typeof ratingSchema>;

/** A rating on its way to the registry, with who gives it, where, and by which request. */
export interface GivenRating {
  readonly rating: RatingRequest;
  readonly user: string;
  readonly room: string;
  readonly request: string;
}

export interface RatingReceipt {
  readonly package: string;
  /** It is about all versions `major`.x.y. */
  readonly major: number;
  readonly stars: number;
  /** The stars this person gave before, which these stand in the place of; null for the first time. */
  readonly replaced: number | null;
}

/** A review with the run that entitled its author. Times are ISO 8601 in UTC. */
export interface Review {
  readonly user: string;
  readonly major: number;
  readonly stars: number;
  readonly text: string;
  /** What they had run. */
  readonly version: string;
  readonly at: string;
}

/** Reviews hold for a major version: what changes between two of them may be all that was complained of. */
export const majorOf = (version: string): number => semver.major(version);

/** Whether a user is the publisher: `acme` are `@acme` and `@acme:example.org`. */
export function isPublisher(user: string, publisher: string): boolean {
  const [name = ''] = userName(user).slice(1).toLowerCase().split(':');
  return name === publisher.toLowerCase();
}
