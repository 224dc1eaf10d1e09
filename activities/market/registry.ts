import type { Database } from '../../db/connection.ts';
import { readKeys, readKeysOf, readKnownNames, readKnownPublishers, readPackage } from '../../db/read/market.ts';
import { findVersions } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import { type Bump, isFarEnough, largest, leastAfter, neighboursOf } from '../../domain/market/bump.ts';
import { installsKnown, looksLike, scopeOf, skeletonOf } from '../../domain/market/name.ts';
import { fingerprint } from '../../domain/market/signature.ts';
import { changesBetween, type Offer } from '../../dsl/compatibility.ts';
import type { Contract } from '../../dsl/contract.ts';

type Reader = Pick<Database, 'select' | 'selectDistinct'>;

/** What somebody wants to publish, as the registry sees it. */
export interface Claim {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  /** Null where nothing is signed yet. */
  readonly keyId: string | null;
  /** Null where it could not be compiled. */
  readonly offer: Offer | null;
}

/** What speaks against a release in this registry: whose the name is, whose the key, what was published before. */
export async function registryErrors(from: Reader, claim: Claim): Promise<readonly LoomError[]> {
  return [...(await nameErrors(from, claim)), ...(await keyErrors(from, claim)), ...(await versionErrors(from, claim))];
}

export async function nameErrors(
  from: Reader,
  { name, publisher }: Pick<Claim, 'name' | 'publisher'>,
): Promise<readonly LoomError[]> {
  const scope = scopeOf(name);
  const known = await readPackage(from, name);
  const owner = scope ?? known?.publisher ?? publisher;
  if (owner !== publisher) {
    const message = `${name} belongs to ${owner}, and this comes from ${publisher}.`;
    const hint = `Publish it under another name, such as ${publisher}/${name.slice(name.indexOf('/') + 1)}.`;
    return [new LoomError('market.name_taken', message, hint)];
  }
  if (known !== undefined) return [];
  const like = { package: name, publisher, skeleton: skeletonOf(name) };
  const names = await readKnownNames(from, like, installsKnown);
  const others = scope === null ? [] : await readKnownPublishers(from, publisher, installsKnown);
  const taken =
    names.find((each) => looksLike(name, each)) ?? others.find((each) => skeletonOf(each) === skeletonOf(publisher));
  if (taken === undefined) return [];
  const message = `${name} could be taken for ${taken}, which many have installed.`;
  return [new LoomError('market.look_alike', message, 'Choose a name that differs from it in more than one letter.')];
}

async function keyErrors(from: Reader, { publisher, keyId }: Claim): Promise<readonly LoomError[]> {
  if (keyId === null) return [];
  const keys = await readKeysOf(from, publisher);
  const key = keys.find((each) => each.keyId === keyId);
  if (key?.retiredAt === null) return [];
  if (key !== undefined) {
    const message = `The key ${fingerprint(keyId)} of ${publisher} was replaced by another one.`;
    return [new LoomError('market.key_retired', message, 'Sign with the key that came in its place.')];
  }
  if (keys.length > 0) return [keyChanged(publisher, keyId, keys.at(-1)?.keyId ?? '')];
  const [other] = await readKeys(from, [keyId]);
  if (other === undefined) return [];
  const message = `The key ${fingerprint(keyId)} is that of ${other.publisher}, and ${publisher} is somebody else.`;
  return [new LoomError('market.key_wrong', message, `Make a key for ${publisher}: key new ${publisher}`)];
}

export function keyChanged(publisher: string, given: string, known: string): LoomError {
  return new LoomError(
    'market.key_changed',
    `${publisher} is known here by the key ${fingerprint(known)}, and this was signed with ${fingerprint(given)}.`,
    'Use the key that is known. To change it, rotate it where the old one is: key rotate. If neither can be, somebody else holds the name.',
  );
}

async function versionErrors(from: Reader, { name, version, offer }: Claim): Promise<readonly LoomError[]> {
  if (offer === null) return [];
  const rows = await findVersions(from, [name]);
  const { before, after } = neighboursOf(
    version,
    rows.map((row) => row.version),
  );
  const offerAt = (at: string): Offer => rows.find((row) => row.version === at)?.contract as unknown as Contract;
  return [
    ...(before === null ? [] : stepErrors(name, { version: before, offer: offerAt(before) }, { version, offer })),
    ...(after === null ? [] : stepErrors(name, { version, offer }, { version: after, offer: offerAt(after) })),
  ];
}

interface Step {
  readonly version: string;
  readonly offer: Offer;
}

const reasonsShown = 5;
const meanings: Readonly<Record<Bump, string>> = {
  major: 'breaks those who depend on it',
  minor: 'offers more',
  patch: 'offers the same',
};

function stepErrors(name: string, before: Step, after: Step): readonly LoomError[] {
  const changes = changesBetween(before.offer, after.offer);
  const bump = largest(changes.map((change) => change.bump));
  if (isFarEnough(after.version, before.version, bump)) return [];
  const reasons = changes.filter((change) => change.bump === bump).map(({ reason }) => `- ${reason}`);
  const more = reasons.length - reasonsShown;
  const shown = [...reasons.slice(0, reasonsShown), ...(more > 0 ? [`- and ${more} more`] : [])];
  return [
    new LoomError(
      'market.version_too_small',
      `${name} ${after.version} ${meanings[bump]}, compared with ${before.version}:\n${shown.join('\n')}`,
      `Publish it as ${leastAfter(before.version, bump)} or above, or keep what ${before.version} offers.`,
    ),
  ];
}
