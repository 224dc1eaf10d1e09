import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TemporalForecast, temporalForecastSchema } from '../../domain/services.ts';
import type { Finding } from '../loom.ts';
import { givenAddresses, type Services } from '../services.ts';
import { packageRoot } from '../supervisor.ts';
import { isCheckout, ownVersion } from './installation.ts';

/** Programs are asked for their version, which takes moments. */
const forecastMs = 15_000;

/**
 * What can be told about the machine without asking a service, and whether services run at all.
 * @param forecast tells which Temporal would be started; asked only where it would be
 */
export async function surroundings(
  home: string,
  services: Services | null,
  forecast: () => Promise<TemporalForecast | null> = askForecast,
): Promise<readonly Finding[]> {
  const ours = services === null && givenAddresses().temporalAddress === null;
  const temporal = ours ? await forecast() : null;
  return [
    finding('HoloLoom', ownVersion(), `${isCheckout() ? 'a checkout' : 'installed'} in ${packageRoot()}`),
    finding('Node.js', process.versions.node, `for ${process.platform} on ${process.arch}`),
    finding('state', null, existsSync(home) ? `kept in ${home}` : `nothing yet; it will be kept in ${home}`),
    servicesFinding(services),
    ...(temporal === null ? [] : [temporalFinding(temporal)]),
  ];
}

function servicesFinding(services: Services | null): Finding {
  if (services === null) {
    const { databaseUrl, temporalAddress } = givenAddresses();
    const given = databaseUrl === null ? temporalAddress : hostOf(databaseUrl);
    if (given === null) {
      return {
        ...finding('services', null, 'not running, so there is nothing to ask them'),
        status: 'warning',
        hint: 'Type "npm start" to start them, or set DATABASE_URL and TEMPORAL_ADDRESS.',
      };
    }
    const [set, other] =
      databaseUrl === null ? ['TEMPORAL_ADDRESS', 'DATABASE_URL'] : ['DATABASE_URL', 'TEMPORAL_ADDRESS'];
    return {
      ...finding('services', null, `${set} names ${given}, which is not asked while the rest is not running`),
      status: 'warning',
      hint: `Type "npm start": it uses ${given} and runs the rest itself. Or set ${other} too.`,
    };
  }
  const { databaseUrl, temporalAddress, temporalUiUrl } = services.addresses;
  const whose = services.embedded ? 'run by HoloLoom itself' : 'named by the environment';
  const at = `PostgreSQL at ${hostOf(databaseUrl)}, Temporal at ${temporalAddress}`;
  return finding(
    'services',
    null,
    `${whose}: ${at}${temporalUiUrl === null ? '' : `, its web UI at ${temporalUiUrl}`}`,
  );
}

/** What stands in dist/ tells it: only the workers' side knows how a Temporal is found. Null where nobody can tell. */
async function askForecast(): Promise<TemporalForecast | null> {
  const program = join(packageRoot(), 'dist', 'workers', 'embedded', 'temporal-forecast.js');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: forecastMs });
    return temporalForecastSchema.parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}

function temporalFinding({ way, program, version, serverVersion, unfit }: TemporalForecast): Finding {
  const passed = unfit === null ? '' : `; ${unfit} does not fit`;
  if (way === 'found') return finding('Temporal', version, `server ${serverVersion}, at ${program}${passed}`);
  const minutes = 'a few minutes, once';
  const ways = {
    download: 'the first start downloads it, once',
    build: `the first start builds it with Go (${minutes})`,
    'download or build': `the first start downloads it, or builds it with Go (${minutes}) where that fails`,
    none: 'there is no release for this machine or downloads are off, and no Go to build it with',
  };
  const said = finding('Temporal', version, `not here yet: ${ways[way]}${passed}`);
  if (way !== 'none') return said;
  const hint = 'Install the temporal command line tool or Go, or set TEMPORAL_ADDRESS to a server that runs.';
  return { ...said, status: 'warning', hint };
}

/** Never the password. */
function hostOf(databaseUrl: string): string {
  return URL.canParse(databaseUrl) ? new URL(databaseUrl).host : 'an address that is none';
}

function finding(part: string, version: string | null, message: string): Finding {
  return { part, status: 'ok', version, message, hint: null };
}
