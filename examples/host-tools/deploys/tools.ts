import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineHostTool, type HostTool } from '../../../activities/host-tool.ts';
import type { Settings } from '../settings.ts';
import { changeOnce, newestVersion, versionName } from '../state/versions.ts';
import { deployed, errorRate, type Fleet, fleetFile, readFleet } from './fleet.ts';

/** A deployer and its metrics, for a fleet that is a file. */
export function deployTools({ home }: Settings): readonly HostTool[] {
  const folder = join(home, 'fleet');
  return [
    defineHostTool({
      name: 'deployer/deploy',
      effect: 'write',
      input: z.object({ service: z.string(), version: z.string(), percent: z.number().min(1).max(100) }),
      output: z.object({ previous: z.string() }),
      run: async ({ service, version, percent }, { idempotencyKey }) => {
        const settled = await changeOnce(
          folder,
          idempotencyKey,
          async () => new Map(),
          (files) => {
            const { fleet, previous } = deployed(readFleet(files.get(fleetFile)), service, version, percent);
            return { files: new Map([[fleetFile, `${JSON.stringify(fleet, null, 2)}\n`]]), result: { previous } };
          },
        );
        return settled.result as { previous: string };
      },
    }),
    defineHostTool({
      name: 'metrics/error_rate',
      effect: 'read',
      input: z.object({ service: z.string() }),
      output: z.number(),
      run: async ({ service }) => errorRate(await currentFleet(folder), service),
    }),
  ];
}

async function currentFleet(folder: string): Promise<Fleet> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const newest = await newestVersion(folder);
  if (newest === 0) return readFleet(undefined);
  return readFleet(await readFile(join(folder, versionName(newest), fleetFile), 'utf8'));
}
