import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../supervisor.ts';

/** Of this HoloLoom, from its package.json. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Whether this is a clone with its sources, rather than an installed package. */
export function isCheckout(): boolean {
  return existsSync(join(packageRoot(), 'tsconfig.build.json'));
}

/** The packages that come with HoloLoom. */
export function examplePackages(): string {
  return join(packageRoot(), 'examples', 'packages');
}

/** Where paths start from: `npm start` runs in the package's folder, whoever types it is elsewhere. */
export function typedFrom(environment: NodeJS.ProcessEnv): string {
  const { npm_lifecycle_event: script, INIT_CWD: typed } = environment;
  return script === 'start' && typed ? typed : process.cwd();
}

/** Who sits at this terminal: HOLOLOOM_USER, else the user of the system. */
export function ownName(environment: NodeJS.ProcessEnv): string {
  if (environment.HOLOLOOM_USER) return environment.HOLOLOOM_USER;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return environment.USER || 'operator';
  }
}
