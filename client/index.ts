import { userInfo } from 'node:os';
import { join } from 'node:path';
import { publisherName } from '../domain/market/name.ts';
import { openLoom } from './api/index.ts';
import { openKeyring } from './keyring.ts';
import type { Loom } from './loom.ts';
import { openServices, type ServicesOptions, stateFolder } from './services.ts';

export type { RunStatus, RunView, StepStatus, StepView } from '../domain/run.ts';
export type * from './agents-shelf.ts';
export type * from './loom.ts';
export type * from './market-door.ts';
export type * from './registry-door.ts';

/**
 * HoloLoom from TypeScript. The services are those of the environment (DATABASE_URL, TEMPORAL_ADDRESS), else the embedded
 * ones, which are started and held until `close`.
 * @example
 * const loom = await HoloLoom.open();
 * const run = await loom.loops.run({ program: 'security-incident-pro', inputs: { incident_id: 'INC-42' } }, caller);
 * await loom.runs.watch(run.workflowId, (view) => console.log(view.status));
 * await loom.close();
 */
export const HoloLoom = {
  async open(
    options: Partial<ServicesOptions> & { readonly taskQueue?: string; readonly registry?: string } = {},
  ): Promise<Loom> {
    const services = await openServices({ needs: 'everything', ...options });
    const keys = openKeyring(join(options.home ?? stateFolder(), 'keys'), publisherName(userInfo().username));
    const loom = openLoom(services.addresses, keys, options.taskQueue, options.registry ?? null);
    return {
      ...loom,
      async close() {
        await loom.close();
        await services.close();
      },
    };
  },
};
