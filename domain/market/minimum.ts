import semver from 'semver';
import { LoomError } from '../errors.ts';
import { hololoomVersion } from '../version.ts';
import type { Installed } from './generation.ts';

/** @throws LoomError `market.needs_newer` when a version was not made for a HoloLoom as old as this one */
export function assertRunsHere({
  package: name,
  version,
  minHololoom,
}: Pick<Installed, 'package' | 'version' | 'minHololoom'>): void {
  if (semver.lte(minHololoom, hololoomVersion)) return;
  throw new LoomError(
    'market.needs_newer',
    `${name} ${version} needs HoloLoom ${minHololoom}, and this is ${hololoomVersion}.`,
    'Upgrade HoloLoom, or use an older version of the package.',
  );
}
