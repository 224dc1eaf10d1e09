import { contentHash } from '../../../domain/canonical.ts';
import type { Publication } from '../../../domain/market/publication.ts';
import type { PublishOutcome, publishPackages } from '../../../workflows/publish.ts';
import { type Doors, writeTimeout } from '../connection.ts';

/** In so many bytes the registry has its work while the next are compiled here. */
const batchBytes = 96 * 1024;

/** Takes publications to the registry, several together and in their order, while the next are made. */
export function openCourier({ temporal, taskQueue }: Doors) {
  type Parcel = readonly [Publication, (outcome: PublishOutcome) => void];
  let waiting: Parcel[] = [];
  let bytes = 0;
  let sending: Promise<void> = Promise.resolve();

  async function send(parcels: readonly Parcel[]): Promise<void> {
    const batch = parcels.map(([publication]) => publication);
    const outcomes = await temporal.workflow.execute<typeof publishPackages>('market.publish', {
      taskQueue,
      workflowId: `market.publish/${contentHash(batch).slice(0, 32)}`,
      args: [batch],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowExecutionTimeout: writeTimeout,
    });
    for (const [at, [, tell]] of parcels.entries()) {
      const outcome = outcomes[at];
      if (outcome !== undefined) tell(outcome);
    }
  }
  function leave(): void {
    const parcels = waiting;
    waiting = [];
    bytes = 0;
    if (parcels.length === 0) return;
    sending = sending.then(() => send(parcels));
    // Whoever waits for all of them hears of it.
    sending.catch(() => undefined);
  }
  return {
    take(publication: Publication, tell: (outcome: PublishOutcome) => void): void {
      const size = JSON.stringify(publication).length;
      if (bytes + size > batchBytes) leave();
      waiting.push([publication, tell]);
      bytes += size;
    },
    done(): Promise<void> {
      leave();
      return sending;
    },
  };
}
