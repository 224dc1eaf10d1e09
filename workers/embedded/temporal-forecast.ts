import { join } from 'node:path';
import type { TemporalForecast } from '../../domain/services.ts';
import { cachePath } from './folders.ts';
import { executable, programOnPath } from './programs.ts';
import { inspect, opens, pinnedVersion } from './temporal-cli.ts';
import { archiveName, downloadsAreOff } from './temporal-download.ts';

/** Tells which Temporal a first start would use, or how it would get one. Looks only: nothing is made or fetched. */
export async function forecastTemporal(): Promise<TemporalForecast> {
  const onPath = await inspect(programOnPath('temporal'));
  const cached = await inspect(join(cachePath(), `temporal-${pinnedVersion}`, executable('temporal')));
  const found = [onPath, cached].find((cli) => cli !== null && opens(cli.serverVersion, null));
  const unfit = onPath === null || found === onPath ? null : `${onPath.program} (server ${onPath.serverVersion})`;
  if (found) return { way: 'found', unfit, ...found };
  const wanted = { unfit, program: null, version: pinnedVersion, serverVersion: null };
  const go = programOnPath('go');
  const downloadable = !downloadsAreOff() && hasRelease();
  if (downloadable) return { ...wanted, way: go === null ? 'download' : 'download or build' };
  return { ...wanted, way: go === null ? 'none' : 'build' };
}

function hasRelease(): boolean {
  try {
    archiveName(pinnedVersion);
    return true;
  } catch {
    return false;
  }
}

/** `node temporal-forecast.js` says it as one line of JSON, for `doctor`. */
if (require.main === module) {
  void forecastTemporal().then((forecast) => process.stdout.write(`${JSON.stringify(forecast)}\n`));
}
