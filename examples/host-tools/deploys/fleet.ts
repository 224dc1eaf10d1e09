import { z } from 'zod';
import { LoomError } from '../../../domain/errors.ts';

/** What runs where, in percent of the instances of a service; the shares of a service make 100. */
const fleetSchema = z.record(z.string(), z.record(z.string(), z.number()));
export type Fleet = z.infer<typeof fleetSchema>;

export const fleetFile = 'fleet.json';

/** The services of the practice company, and how many requests of each version fail. */
const errorRates: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  checkout: { 'v2.0.0': 0.002, 'v2.1.0': 0.003, 'v2.2.0': 0.4 },
  search: { 'v7.4.1': 0.001, 'v7.5.0': 0.001 },
};

export const firstFleet: Fleet = { checkout: { 'v2.0.0': 100 }, search: { 'v7.4.1': 100 } };

export function readFleet(text: string | undefined): Fleet {
  return text === undefined ? firstFleet : fleetSchema.parse(JSON.parse(text));
}

/**
 * Gives a version its share of a service; the rest goes to the version that had most.
 * @returns the fleet afterwards, and the version that had most before
 * @throws LoomError `tool.bad_input` for a service or version nobody knows
 */
export function deployed(
  fleet: Fleet,
  service: string,
  version: string,
  percent: number,
): { readonly fleet: Fleet; readonly previous: string } {
  const versions = ratesOf(service);
  if (!Object.hasOwn(versions, version)) {
    throw new LoomError(
      'tool.bad_input',
      `${service} has no version ${version}; built are ${Object.keys(versions).join(', ')}.`,
      'Deploy one of those.',
    );
  }
  const shares = Object.entries(fleet[service] ?? {}).sort(([, one], [, other]) => other - one);
  const previous = shares.find(([name]) => name !== version)?.[0] ?? version;
  const next =
    previous === version || percent >= 100 ? { [version]: 100 } : { [previous]: 100 - percent, [version]: percent };
  return { fleet: { ...fleet, [service]: next }, previous };
}

/** The share of requests that fail, from 0 to 1, over all versions that run. */
export function errorRate(fleet: Fleet, service: string): number {
  const versions = ratesOf(service);
  return Object.entries(fleet[service] ?? {}).reduce(
    (sum, [version, percent]) => sum + ((versions[version] ?? 0) * percent) / 100,
    0,
  );
}

function ratesOf(service: string): Readonly<Record<string, number>> {
  const versions = Object.hasOwn(errorRates, service) ? errorRates[service] : undefined;
  if (versions !== undefined) return versions;
  throw new LoomError(
    'tool.bad_input',
    `No service is called ${service}; there are ${Object.keys(errorRates).join(', ')}.`,
    'Name one of those.',
  );
}
