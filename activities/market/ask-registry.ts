import { z } from 'zod';
import type { Database } from '../../db/connection.ts';
import { readKeys, readReleases } from '../../db/read/market.ts';
import type { ReleaseName } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import { packageNameSchema, versionSchema } from '../../domain/market/bundle.ts';
import {
  type PackageAnswer,
  packageAnswerSchema,
  type SearchAnswer,
  searchAnswerSchema,
} from '../../domain/market/registry-answers.ts';
import { type Search, searchSchema } from '../../domain/market/search.ts';
import { badAnswer, type RegistryClient } from './registry-client.ts';

/** What the registry says, and which one it is. */
export interface FromRegistry<Said> {
  readonly origin: string;
  readonly said: Said;
}

export interface AskingDeps {
  readonly registry: RegistryClient | null;
}

/** Searches the registry that HOLOLOOM_REGISTRY names. @throws LoomError `registry.*` */
export const searchRegistry =
  ({ registry }: AskingDeps) =>
  async (asked: Search): Promise<FromRegistry<SearchAnswer>> => {
    const { origin, json } = named(registry);
    const { words, category, tags, minRating, verifiedOnly, limit, after } = searchSchema.parse(asked);
    const fields: readonly (readonly [name: string, value: string])[] = [
      ['words', words],
      ...tags.map((tag) => ['tag', tag] as const),
      ...(category === undefined ? [] : [['category', category] as const]),
      ...(minRating === undefined ? [] : [['stars', String(minRating)] as const]),
      ...(verifiedOnly ? [['verified', 'on'] as const] : []),
      ['limit', String(limit)],
      ...(after === undefined ? [] : [['after', after] as const]),
    ];
    const query = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
    const said = await json(`/search?${query}`, searchAnswerSchema);
    if (said === null) throw badAnswer(origin, 'it cannot be searched');
    return { origin, said };
  };

/** What the registry has of one package. @throws LoomError `market.not_found`, `registry.*` */
export const showFromRegistry =
  ({ registry }: AskingDeps) =>
  async (name: string): Promise<FromRegistry<PackageAnswer>> => {
    const { origin, json } = named(registry);
    const said = await json(`/packages/${packageNameSchema.parse(name)}`, packageAnswerSchema);
    if (said !== null) return { origin, said };
    throw new LoomError(
      'market.not_found',
      `No package called "${name}" is published here, or at ${origin}.`,
      `Type "market search ${name}" to find what is called nearly so.`,
    );
  };

/** A release that is published here. */
const pushedSchema = z.object({ package: packageNameSchema, version: versionSchema, created: z.boolean() });
export type PushReceipt = z.infer<typeof pushedSchema>;

/**
 * Publishes a release of this market in the registry as well, as it was signed here.
 * @throws LoomError `market.not_found`, `market.unsigned`, `registry.*`
 */
export const pushToRegistry =
  ({ registry, db }: AskingDeps & { readonly db: Database }) =>
  async (release: ReleaseName): Promise<FromRegistry<PushReceipt>> => {
    const { origin, post } = named(registry);
    const [row] = await readReleases(db, [release]);
    const called = `${release.package} ${release.version}`;
    if (row === undefined) {
      throw new LoomError('market.not_found', `${called} is not published here.`, 'Publish it here first.');
    }
    const { artifact, signature, keyId } = row;
    const [key] = keyId === null ? [] : await readKeys(db, [keyId]);
    if (artifact === null || signature === null || key === undefined) {
      throw new LoomError('market.unsigned', `Nobody signed ${called}.`, 'Publish it again: that signs it.');
    }
    const said = await post('/releases', { artifact, publicKey: key.publicKey, signature }, pushedSchema);
    return { origin, said };
  };

function named(registry: RegistryClient | null): RegistryClient {
  if (registry !== null) return registry;
  throw new LoomError(
    'registry.not_configured',
    'HOLOLOOM_REGISTRY is set here, and not where the worker runs.',
    'Set it for the worker as well, and start that again.',
  );
}
