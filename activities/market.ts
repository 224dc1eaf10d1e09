import type { Database } from '../db/connection.ts';
import { savePackageVersion } from '../db/packages.ts';
import { readVersion } from '../db/read/packages.ts';
import { canonicalJson, contentHash } from '../domain/canonical.ts';
import { LoomError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { limits } from '../domain/limits.ts';
import { type Bundle, bundleIdentity, bundleSchema } from '../domain/market/bundle.ts';
import type { Contract } from '../dsl/contract.ts';
import { type ProgramDeps, planRow, resolveAndCompile } from './program.ts';

export interface PublishReceipt {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  /** False when exactly this was published before. */
  readonly created: boolean;
}

function parseBundle(request: unknown): Bundle {
  const parsed = bundleSchema.safeParse(request);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`);
    throw new LoomError(
      'market.bad_bundle',
      `The package is not complete: ${wrong.join('; ')}.`,
      'Correct it and publish again.',
    );
  }
  const sizeBytes = Buffer.byteLength(canonicalJson(parsed.data));
  if (sizeBytes > limits.bundleBytesMax) {
    throw new LoomError(
      'market.bad_bundle',
      `The package has ${sizeBytes} bytes, and at most ${limits.bundleBytesMax} fit.`,
      'Shorten its documentation or examples.',
    );
  }
  return parsed.data;
}

/** The stored version if it is this very bundle; an error if the version holds something else. */
async function alreadyPublished(db: Database, bundle: Bundle): Promise<PublishReceipt | null> {
  const { workflow_id: name, version } = bundle.metadata;
  const stored = await readVersion(db, name, version);
  if (stored === undefined) return null;
  if (bundleIdentity(stored) === bundleIdentity(bundle))
    return { package: name, version, sha256: stored.sha256, created: false };
  throw new LoomError(
    'market.version_exists',
    `${name} ${version} is already published and holds something else; a version never changes.`,
    'Raise the version in metadata.json and publish again.',
  );
}

/** Checks, compiles and stores one version of a package, for ever. The same bundle again finds the same version. */
export const publishVersion =
  (deps: ProgramDeps) =>
  async (request: Bundle): Promise<PublishReceipt> => {
    const bundle = parseBundle(request);
    const { workflow_id: name, version } = bundle.metadata;
    const before = await alreadyPublished(deps.db, bundle);
    if (before !== null) return before;

    const program = { file: `${name}/program.loop`, source: bundle.source, metadata: bundle.metadata };
    const { compiled, lock, declared } = await resolveAndCompile(deps, program);
    const plan = compiled.plan === null ? null : planRow(compiled.plan);
    const plans = [...compiled.plans.map(planRow), ...(plan === null ? [] : [plan])];
    const entry =
      compiled.plan === null || plan === null
        ? null
        : {
            loop: plan.loop,
            planHash: plan.hash,
            inputs: compiled.plan.inputs,
            ...(compiled.returns === null ? {} : { returns: compiled.returns }),
          };
    const offer: Omit<Contract, 'sha256'> = { package: name, version, entry, tools: compiled.tools };
    const sha256 = contentHash({ ...bundle, contract: offer, lock });
    const row = {
      package: name,
      version,
      sha256,
      planHash: plan?.hash ?? null,
      source: bundle.source,
      documentation: bundle.documentation,
      examples: bundle.examples as Json,
      metadata: bundle.metadata,
      contract: { ...offer, sha256 } as unknown as Json,
      lock,
      requires: declared,
    };
    if (await savePackageVersion(deps.db, row, plans)) return { package: name, version, sha256, created: true };
    // Someone else stored this version a moment ago: find it, or say that it is another one.
    return publishVersion(deps)(bundle);
  };
