import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { readLogHead } from '../../db/read/market.ts';
import { readVersion } from '../../db/read/packages.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { isRetryable, LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { type Artifact, bundleOf, canonicalBundle, isSameBundle, readArtifact } from '../../domain/market/artifact.ts';
import { type Bundle, parseBundle } from '../../domain/market/bundle.ts';
import { logBegin } from '../../domain/market/log.ts';
import {
  type Adoption,
  type Publication,
  type PublishReceipt,
  type Refusal,
  refusalOf,
  type SignedRelease,
  together,
} from '../../domain/market/publication.ts';
import { keyIdOf } from '../../domain/market/signature.ts';
import { offerOfCompiled } from '../../dsl/artifact.ts';
import { isSound } from '../../dsl/sound.ts';
import type { ProgramDeps } from '../program.ts';
import { assertItsSource, signatureErrors } from './admission.ts';
import { signAdopted } from './adopt.ts';
import { type Claim, registryErrors } from './registry.ts';
import { registryShelf, reviewBundle } from './review.ts';
import { storeKeys, storeRelease } from './store.ts';

/** What became of each publication, in order. */
export type PublishOutcome = { readonly done: PublishReceipt } | { readonly refused: Refusal };

/**
 * Checks, compiles and stores releases for ever, one after another: each may depend on those before it, and one that is
 * refused keeps none of the others back. The same release again finds itself.
 */
export const publishReleases =
  (deps: ProgramDeps) =>
  async (publications: readonly Publication[]): Promise<readonly PublishOutcome[]> => {
    const outcomes: PublishOutcome[] = [];
    for (const publication of publications) {
      try {
        outcomes.push({ done: await publishRelease(deps, publication) });
      } catch (thrown) {
        const error = LoomError.from(thrown);
        if (isRetryable(error.code)) throw thrown;
        outcomes.push({ refused: refusalOf(error) });
      }
    }
    return outcomes;
  };

async function publishRelease(deps: ProgramDeps, publication: Publication): Promise<PublishReceipt> {
  if ('adopt' in publication) return signAdopted(deps.db, publication);
  const given = 'artifact' in publication ? readSigned(publication) : null;
  const { bundle, publisher } = given ?? unsigned(publication as Unsigned);
  const { workflow_id: name, version } = bundle.metadata;
  const seen = (await readLogHead(deps.db)) ?? logBegin;
  const before = await alreadyPublished(deps.db, bundle);
  if (before !== null) return before;

  const shelf = registryShelf(deps.db, given?.artifact.dependencies ?? null);
  const { errors, compiled, artifact } = await reviewBundle(deps, shelf, bundle, publisher);
  const claim: Claim = {
    name,
    version,
    publisher,
    keyId: given === null ? null : keyIdOf(given.signed.publicKey),
    offer: isSound(compiled.problems) ? offerOfCompiled(compiled) : null,
  };
  const forged = given === null ? [] : signatureErrors(given.signed, `${name} ${version}`);
  const all = [...errors, ...forged, ...(await registryErrors(deps.db, claim))];
  if (all.length > 0) throw together(`${name} ${version}`, all);
  if (given === null || artifact === null) throw notSigned(name, version);
  assertItsSource(given.artifact, artifact);

  return changeMarket(deps.db, async (transaction, log, begin) => {
    // Others may have published while this one was looked at; nobody can from here on.
    if (begin.hash !== seen.hash) {
      const raced = await alreadyPublished(transaction, bundle);
      if (raced !== null) return raced;
      const late = await registryErrors(transaction, claim);
      if (late.length > 0) throw together(`${name} ${version}`, late);
    }
    const { publicKey } = given.signed;
    await storeKeys(transaction, log, [{ publisher, publicKey, replaces: null, proof: null }]);
    const sha256 = await storeRelease(transaction, log, given.signed, given.artifact, null);
    return { package: name, version, sha256, created: true };
  });
}

interface Given {
  readonly signed: SignedRelease;
  readonly artifact: Artifact;
  readonly bundle: Bundle;
  readonly publisher: string;
}

function readSigned(signed: SignedRelease): Given {
  const artifact = readArtifact(signed.artifact);
  return { signed, artifact, bundle: bundleOf(artifact), publisher: artifact.publisher };
}

type Unsigned = Exclude<Publication, SignedRelease | Adoption>;

/** What could not be signed, checked as far as it has a shape. @throws LoomError `market.bad_bundle` */
function unsigned({ bundle, publisher }: Unsigned): Unsigned {
  const parsed = parseBundle(bundle);
  const sizeBytes = Buffer.byteLength(canonicalJson(parsed));
  if (sizeBytes > limits.bundleBytesMax) {
    throw new LoomError(
      'market.bad_bundle',
      `The package has ${sizeBytes} bytes, and at most ${limits.bundleBytesMax} fit.`,
      'Shorten its documentation or examples.',
    );
  }
  return { bundle: canonicalBundle(parsed), publisher };
}

/** The stored version if it is this very bundle; an error if the version holds something else. */
async function alreadyPublished(from: Pick<Database, 'select'>, bundle: Bundle): Promise<PublishReceipt | null> {
  const { workflow_id: name, version } = bundle.metadata;
  const stored = await readVersion(from, name, version);
  if (stored === undefined) return null;
  if (isSameBundle(stored, bundle)) return { package: name, version, sha256: stored.sha256, created: false };
  throw new LoomError(
    'market.version_exists',
    `${name} ${version} is already published and holds something else; a version never changes.`,
    'Raise the version in metadata.json and publish again.',
  );
}

/** What was sent to hear what is wrong with it, and nothing is: there it could not be compiled, and here it can. */
function notSigned(name: string, version: string): LoomError {
  const message = `${name} ${version} is sound, but came without a signature.`;
  return new LoomError('market.unsigned', message, 'Publish it again; then look whether versions of HoloLoom differ.');
}
