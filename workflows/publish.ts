import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { PublishOutcome } from '../activities/market/publish.ts';
import type { ProgramRequest, StoredProgram } from '../activities/program.ts';
import type { MarkRequest } from '../domain/market/marks.ts';
import type { ImportReceipt, ImportRequest, Publication } from '../domain/market/publication.ts';
import type { PublisherKey } from '../domain/market/signature.ts';

export type { PublishOutcome } from '../activities/market/publish.ts';

const activities = proxyActivities<
  Pick<Activities, 'loop.store' | 'market.admit' | 'market.say' | 'market.rotate_key' | 'market.store'>
>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 },
});

/** Checks, compiles and stores releases, one after another. */
export async function publishPackages(publications: readonly Publication[]): Promise<readonly PublishOutcome[]> {
  return activities['market.store'](publications);
}

/** Stores all releases of a bundle, or none. */
export async function importBundle(request: ImportRequest): Promise<ImportReceipt> {
  return activities['market.admit'](request);
}

/** Says something of a release: that it is withdrawn, that it is not, that others should be used. */
export async function markRelease(request: MarkRequest): Promise<void> {
  return activities['market.say'](request);
}

/** Puts a new key in the place of the one a publisher signs with now. */
export async function rotateKey(key: PublisherKey): Promise<void> {
  return activities['market.rotate_key'](key);
}

/** Checks, compiles and stores the plan of a program that is run without being published. */
export async function prepareProgram(request: ProgramRequest): Promise<StoredProgram> {
  return activities['loop.store'](request);
}
