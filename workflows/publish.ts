import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { PublishReceipt } from '../activities/market.ts';
import type { ProgramRequest, StoredProgram } from '../activities/program.ts';
import type { Bundle } from '../domain/market/bundle.ts';

const activities = proxyActivities<Pick<Activities, 'loop.store' | 'market.store'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 },
});

/** Checks, compiles and stores one version of a package. */
export async function publishPackage(bundle: Bundle): Promise<PublishReceipt> {
  return activities['market.store'](bundle);
}

/** Checks, compiles and stores the plan of a program that is run without being published. */
export async function prepareProgram(request: ProgramRequest): Promise<StoredProgram> {
  return activities['loop.store'](request);
}
