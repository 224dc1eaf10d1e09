import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { savePackage, savePackageVersion, savePublisherKey } from '../../db/packages.ts';
import { readKeys } from '../../db/read/market.ts';
import { findVersions } from '../../db/read/packages.ts';
import { canonicalJson, contentHash, sha256Hex } from '../../domain/canonical.ts';
import type { Json } from '../../domain/json.ts';
import type { Bundle } from '../../domain/market/bundle.ts';
import { skeletonOf } from '../../domain/market/name.ts';
import { keyIdOf } from '../../domain/market/signature.ts';
import { resolveDependencies } from '../../domain/market/versions.ts';
import { compileProgram } from '../../dsl/compile.ts';
import type { Contract } from '../../dsl/contract.ts';
import type { Plan } from '../../dsl/plan.ts';

/** An ed25519 key of a publisher, the same in every run: its seed is made of the name. */
function keyOf(publisher: string): {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly keyId: string;
} {
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.from(sha256Hex(publisher), 'hex'),
  ]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url').toString('hex');
  return { privateKey, publicKey, keyId: keyIdOf(publicKey) };
}

const rowOf = (plan: Plan) => ({
  hash: contentHash(plan),
  format: plan.format,
  loop: plan.loop,
  plan: canonicalJson(plan),
});

/**
 * Stores a release as publishing does: compiled against the newest fitting versions, signed by its publisher, logged.
 * @param publisher the package's own name when left out
 */
export async function storeSigned(db: Database, bundle: Bundle, publisher = bundle.metadata.workflow_id) {
  const { source, documentation, examples, metadata } = bundle;
  const { workflow_id: name, version, dependencies: declared } = metadata;
  const { chosen } = resolveDependencies(declared, await findVersions(db, Object.keys(declared)));
  const dependencies = new Map([...chosen].map(([each, row]) => [each, row.contract as unknown as Contract]));
  const compiled = compileProgram(source, { dependencies, offline: false, metadata });
  const errors = compiled.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`${name} has problems: ${errors.map(({ message }) => message).join(' ')}`);
  const { plan, tools, returns } = compiled;
  const main = plan === null ? null : rowOf(plan);
  const entry = plan === null ? null : { loop: plan.loop, planHash: main?.hash, inputs: plan.inputs, returns };
  const lock: Record<string, string> = {};
  for (const row of chosen.values()) Object.assign(lock, row.lock, { [`${row.package}@${row.version}`]: row.sha256 });
  const contract = { entry, tools };
  const common = { package: name, version, source, documentation, examples: examples as Json, metadata, lock };
  const artifact = canonicalJson({
    kind: 'hololoom.release',
    publisher,
    ...common,
    plan: main?.hash ?? null,
    contract,
  });
  const sha256 = sha256Hex(artifact);
  const { privateKey, publicKey, keyId } = keyOf(publisher);
  await changeMarket(db, async (transaction, log) => {
    const at = new Date().toISOString();
    if ((await readKeys(db, [keyId])).length === 0) {
      await savePublisherKey(transaction, { publisher, publicKey, replaces: null, proof: null }, keyId);
      await log({ kind: 'key', at, publisher, keyId, replaces: null });
    }
    await savePackage(transaction, { package: name, publisher, skeleton: skeletonOf(name) });
    const release = {
      ...common,
      sha256,
      planHash: main?.hash ?? null,
      contract: { ...contract, package: name, version, sha256 } as unknown as Json,
      requires: declared,
      artifact,
      signature: sign(null, Buffer.from(artifact), privateKey).toString('hex'),
      keyId,
    };
    await savePackageVersion(transaction, release, [...compiled.plans.map(rowOf), ...(main === null ? [] : [main])]);
    await log({ kind: 'published', at, package: name, version, sha256, publisher, keyId });
  });
  return { artifact, privateKey };
}
