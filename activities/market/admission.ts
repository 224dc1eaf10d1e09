import { LoomError } from '../../domain/errors.ts';
import { type Artifact, writeArtifact } from '../../domain/market/artifact.ts';
import type { SignedRelease } from '../../domain/market/publication.ts';
import { publicKeySchema, signatureSchema } from '../../domain/market/signature.ts';
import { verify } from '../verify.ts';

/** Whether a release was signed by the key that is said to have signed it. */
export function signatureErrors(
  { artifact, publicKey, signature }: SignedRelease,
  called: string,
): readonly LoomError[] {
  const shaped = publicKeySchema.safeParse(publicKey).success && signatureSchema.safeParse(signature).success;
  if (shaped && verify(publicKey, artifact, signature)) return [];
  const message = `The signature of ${called} does not belong to what was signed, or to that key.`;
  return [new LoomError('market.signature_wrong', message, 'Sign it again, with the key of its publisher.')];
}

/**
 * A release runs what its source says: the plans, contract and capabilities in it are what its source is compiled to here.
 * @throws LoomError `market.not_its_source`
 */
export function assertItsSource(given: Artifact, made: Artifact): void {
  if (writeArtifact(given).text === writeArtifact(made).text) return;
  const fields = Object.keys(made) as (keyof Artifact)[];
  const different = fields.filter((field) => JSON.stringify(given[field]) !== JSON.stringify(made[field]));
  throw new LoomError(
    'market.not_its_source',
    `${given.package} ${given.version} is not what its source is compiled to here; these parts differ: ${different.join(', ')}.`,
    'Publish it again with the version of HoloLoom that this registry runs.',
  );
}
