import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { planRow } from '../../activities/program.ts';
import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { savePackage, savePackageVersion, savePublisherKey } from '../../db/packages.ts';
import { canonicalJson, sha256Hex } from '../../domain/canonical.ts';
import type { Json } from '../../domain/json.ts';
import { skeletonOf } from '../../domain/market/name.ts';
import { keyIdOf } from '../../domain/market/signature.ts';
import { compileProgram } from '../../dsl/compile.ts';
import { bundleOf } from './market.ts';

/** Stores version 1.0.0 of a package of its own publisher, signed and logged as publishing does. */
export async function signedRelease(
  db: Database,
  name: string,
): Promise<{ readonly artifact: string; readonly privateKey: KeyObject }> {
  const source = `LOOP ${name.replaceAll('-', '_')}\n  STEPS:\n    - a = 1\nEND\n`;
  const { metadata, documentation, examples } = bundleOf(`${name} 1.0.0`, source);
  const { plan, tools, returns } = compileProgram(source, { dependencies: new Map(), offline: false, metadata });
  if (plan === null) throw new Error(`${name} has no plan`);
  const row = planRow(plan);
  const entry = { loop: plan.loop, planHash: row.hash, inputs: plan.inputs, returns };
  const contract = { entry, tools };
  const common = { package: name, version: '1.0.0', source, documentation, examples, metadata, lock: {} };
  const artifact = canonicalJson({ kind: 'hololoom.release', publisher: name, ...common, plan: row.hash, contract });
  const sha256 = sha256Hex(artifact);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
  const keyId = keyIdOf(raw);
  await changeMarket(db, async (transaction, log) => {
    const at = new Date().toISOString();
    await savePublisherKey(transaction, { publisher: name, publicKey: raw, replaces: null, proof: null }, keyId);
    await log({ kind: 'key', at, publisher: name, keyId, replaces: null });
    await savePackage(transaction, { package: name, publisher: name, skeleton: skeletonOf(name) });
    const signature = sign(null, Buffer.from(artifact), privateKey).toString('hex');
    const release = {
      ...common,
      sha256,
      planHash: row.hash,
      examples: examples as Json,
      contract: { ...contract, package: name, version: '1.0.0', sha256 } as unknown as Json,
      requires: {},
      artifact,
      signature,
      keyId,
    };
    await savePackageVersion(transaction, release, [row]);
    await log({ kind: 'published', at, package: name, version: '1.0.0', sha256, publisher: name, keyId });
  });
  return { artifact, privateKey };
}
