import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { PublishOutcome } from '../activities/market/publish.ts';
import type { ProgramRequest, StoredProgram } from '../activities/program.ts';
import type { Publication } from '../domain/market/publication.ts';
import type { PublisherKey } from '../domain/market/signature.ts';

const activities = proxyActivities<Pick<Activities, 'loop.store' | 'market.rotate_key' | 'market.store'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 },
});

/** Checks, compiles and stores releases, one after another. */
export async function publishPackages(publications: readonly Publication[]): Promise<readonly PublishOutcome[]> {
  return activities['market.store'](publications);
}

/** Puts a new key in the place of the one a publisher signs with now. */
export async function rotateKey(key: PublisherKey): Promise<void> {
  return activities['market.rotate_key'](key);
}

/** Checks, compiles and stores the plan of a program that is run without being published. */
export async function prepareProgram(request: ProgramRequest): Promise<StoredProgram> {
  return activities['loop.store'](request);
}
