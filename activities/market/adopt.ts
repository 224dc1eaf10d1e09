import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { savePackage, signPackageVersion } from '../../db/packages.ts';
import { readPlans } from '../../db/read/market.ts';
import { readPlan, readVersion } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { releaseText } from '../../domain/market/artifact.ts';
import { skeletonOf } from '../../domain/market/name.ts';
import { type Adoption, type PublishReceipt, together } from '../../domain/market/publication.ts';
import { keyIdOf } from '../../domain/market/signature.ts';
import type { Contract } from '../../dsl/contract.ts';
import { capabilitiesOf, capabilitiesOfTools, joined } from '../../dsl/estimate/capabilities.ts';
import type { Plan } from '../../dsl/plan.ts';
import { plansBelow } from '../../dsl/plans-below.ts';
import { signatureErrors } from './admission.ts';
import { registryErrors } from './registry.ts';
import { storeKeys } from './store.ts';

/** Takes the signature of a release from before packages were signed. What it is, and its sha256, stay as they are. */
export async function signAdopted(db: Database, adoption: Adoption): Promise<PublishReceipt> {
  const { adopt, publisher, publicKey, signature } = adoption;
  const { package: name, version } = adopt;
  return changeMarket(db, async (transaction, log) => {
    const row = await readVersion(transaction, name, version);
    if (row === undefined) {
      throw new LoomError('market.not_found', `${name} ${version} is not published.`, 'Publish it.');
    }
    const { sha256 } = row;
    if (row.signature !== null) return { package: name, version, sha256, created: false };
    const text = releaseText(row);
    const keyId = keyIdOf(publicKey);
    const errors = [
      ...signatureErrors({ artifact: text, publicKey, signature }, `${name} ${version}`),
      ...(await registryErrors(transaction, { name, version, publisher, keyId, offer: null })),
    ];
    if (errors.length > 0) throw together(`${name} ${version}`, errors);
    const { entry, tools } = row.contract as unknown as Contract;
    const main = entry === null ? undefined : await readPlan(transaction, entry.planHash);
    const plan = main === undefined ? [] : [JSON.parse(main) as Plan];
    const below = await plansBelow(plan, [], async (hashes) =>
      (await readPlans(transaction, hashes)).map((each) => JSON.parse(each) as Plan),
    );
    const capabilities = joined([...plan.map((each) => capabilitiesOf(each, below)), capabilitiesOfTools(tools)]);
    await savePackage(transaction, { package: name, publisher, skeleton: skeletonOf(name) });
    await storeKeys(transaction, log, [{ publisher, publicKey, replaces: null, proof: null }]);
    const signed = { artifact: text, signature, keyId, capabilities: capabilities as unknown as Json };
    await signPackageVersion(transaction, adopt, signed);
    await log({ kind: 'signed', at: new Date().toISOString(), package: name, version, sha256, publisher, keyId });
    return { package: name, version, sha256, created: false };
  });
}
