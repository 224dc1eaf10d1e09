import { existsSync } from 'node:fs';
import type { Finding } from '../loom.ts';
import { givenAddresses, type Services } from '../services.ts';
import { packageRoot } from '../supervisor.ts';
import { isCheckout, ownVersion } from './installation.ts';

/** What this process can tell about the machine without asking a service, and whether services run at all. */
export function surroundings(home: string, services: Services | null): readonly Finding[] {
  return [
    finding('HoloLoom', ownVersion(), `${isCheckout() ? 'a checkout' : 'installed'} in ${packageRoot()}`),
    finding('Node.js', process.versions.node, `for ${process.platform} on ${process.arch}`),
    finding('state', null, existsSync(home) ? `kept in ${home}` : `nothing yet; it will be kept in ${home}`),
    servicesFinding(services),
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

/** Never the password. */
function hostOf(databaseUrl: string): string {
  return URL.canParse(databaseUrl) ? new URL(databaseUrl).host : 'an address that is none';
}

function finding(part: string, version: string | null, message: string): Finding {
  return { part, status: 'ok', version, message, hint: null };
}
