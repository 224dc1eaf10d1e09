import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { FromRegistry, PushReceipt } from '../activities/market/ask-registry.ts';
import type { KeptToken } from '../domain/market/registry.ts';
import type { PackageAnswer, SearchAnswer } from '../domain/market/registry-answers.ts';
import type { Search } from '../domain/market/search.ts';

const patience = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 20 },
} as const;
const activities =
  proxyActivities<
    Pick<
      Activities,
      'registry.keep_token' | 'registry.revoke_token' | 'registry.push' | 'registry.search' | 'registry.show'
    >
  >(patience);

/** Lets somebody publish over HTTP. */
export async function keepToken(token: KeptToken): Promise<void> {
  return activities['registry.keep_token'](token);
}

/** Lets a token in no more. */
export async function revokeToken(id: string): Promise<void> {
  return activities['registry.revoke_token'](id);
}

/** Searches the registry the worker knows of. */
export async function searchRegistry(search: Search): Promise<FromRegistry<SearchAnswer>> {
  return activities['registry.search'](search);
}

/** Looks up a package in the registry the worker knows of. */
export async function showFromRegistry(name: string): Promise<FromRegistry<PackageAnswer>> {
  return activities['registry.show'](name);
}

/** Publishes a release of this market in the registry the worker knows of. */
export async function pushToRegistry(release: {
  readonly package: string;
  readonly version: string;
}): Promise<FromRegistry<PushReceipt>> {
  return activities['registry.push'](release);
}
