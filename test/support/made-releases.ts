import { type KeyPair, newKeyPair, signText } from '../../client/signing.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { type Artifact, canonicalBundle, writeArtifact } from '../../domain/market/artifact.ts';
import { type Bundle, parseBundle } from '../../domain/market/bundle.ts';
import { type Closure, type ClosureRelease, closureText, writeClosure } from '../../domain/market/closure.ts';
import { type LogEntry, linkAfter, logBegin } from '../../domain/market/log.ts';
import { keyIdOf, type PublisherKey, rotationText } from '../../domain/market/signature.ts';
import { artifactOf, contractOf, type Dependency } from '../../dsl/artifact.ts';
import { compileProgram, dependenciesOf } from '../../dsl/compile.ts';
import type { Plan } from '../../dsl/plan.ts';

/** Somebody who publishes, with one key or a chain of them. */
export interface Publisher {
  readonly name: string;
  readonly pair: KeyPair;
  readonly keyId: string;
  readonly keys: readonly PublisherKey[];
}

export function publisher(name: string): Publisher {
  const pair = newKeyPair();
  const { publicKey } = pair;
  return { name, pair, keyId: keyIdOf(publicKey), keys: [{ publisher: name, publicKey, replaces: null, proof: null }] };
}

/** The same publisher with a new key, which the old one signed for. */
export function rotated(old: Publisher): Publisher {
  const pair = newKeyPair();
  const said = { publisher: old.name, publicKey: pair.publicKey, replaces: old.keyId };
  const proof = signText(old.pair.privateKey, rotationText(said));
  return { name: old.name, pair, keyId: keyIdOf(pair.publicKey), keys: [...old.keys, { ...said, proof }] };
}

/** A release as its publisher made it. */
export interface Made {
  readonly artifact: Artifact;
  readonly text: string;
  readonly sha256: string;
  readonly by: Publisher;
  readonly signature: string;
}

export function bundleOf(name: string, source: string, change: Partial<Bundle['metadata']> = {}): Bundle {
  return canonicalBundle(
    parseBundle({
      source,
      documentation: `What ${name} is for.`,
      metadata: { workflow_id: name, name, version: '1.0.0', author: 'ada', description: `A ${name}.`, ...change },
    }),
  );
}

/** Compiles and signs a package against releases made before it. */
export function made(by: Publisher, bundle: Bundle, others: readonly Made[] = []): Made {
  const { declared } = dependenciesOf(bundle.source, bundle.metadata);
  const chosen = others.filter(({ artifact }) => declared[artifact.package] !== undefined);
  const dependencies = new Map(
    chosen.map(({ artifact, sha256 }): [string, Dependency] => [
      artifact.package,
      { contract: contractOf(artifact, sha256), lock: artifact.lock },
    ]),
  );
  const contracts = new Map([...dependencies].map(([name, { contract }]) => [name, contract]));
  const compiled = compileProgram(bundle.source, {
    dependencies: contracts,
    offline: false,
    metadata: bundle.metadata,
  });
  if (compiled.plan === null && compiled.tools.length === 0) throw new Error(JSON.stringify(compiled.problems));
  const plans = new Map(
    others.flatMap(({ artifact }) =>
      Object.entries(artifact.plans).map(([hash, text]) => [hash, JSON.parse(text) as Plan] as const),
    ),
  );
  return signed(by, artifactOf(bundle, by.name, compiled, dependencies, plans));
}

export function signed(by: Publisher, artifact: Artifact): Made {
  const { text, sha256 } = writeArtifact(artifact);
  return { artifact, text, sha256, by, signature: signText(by.pair.privateKey, text) };
}

/** Bytes that no publisher would sign, signed all the same. */
export function signedText(by: Publisher, like: Artifact, text: string): Made {
  return { artifact: like, text, sha256: sha256Hex(text), by, signature: signText(by.pair.privateKey, text) };
}

/** A bundle of the last of some releases, as its publisher exports it, and as it would be after a change. */
export function closureOf(
  releases: readonly Made[],
  change: (closure: Omit<Closure, 'signature'>) => Omit<Closure, 'signature'> = (closure) => closure,
): Closure {
  const root = releases.at(-1);
  if (root === undefined) throw new Error('A bundle holds something.');
  const at = '2026-11-25T03:00:00.000Z';
  let head = linkAfter(logBegin, { kind: 'key', at, publisher: root.by.name, keyId: root.by.keyId, replaces: null });
  const listed = releases.map(({ artifact, text, sha256, by, signature }): ClosureRelease => {
    const { package: name, version, publisher: from } = artifact;
    const entry: LogEntry = { kind: 'published', at, package: name, version, sha256, publisher: from, keyId: by.keyId };
    head = linkAfter(head, entry);
    return { package: name, version, sha256, artifact: text, keyId: by.keyId, signature, link: head };
  });
  const keys = new Map(releases.flatMap(({ by }) => by.keys.map((key) => [key.publicKey, key])));
  const closure = change({
    kind: 'hololoom.bundle',
    format: 1,
    root: { package: root.artifact.package, version: root.artifact.version },
    releases: listed,
    keys: [...keys.values()],
    head: { seq: head.seq, hash: head.hash },
    exporter: root.by.keyId,
  });
  return { ...closure, signature: signText(root.by.pair.privateKey, closureText(closure)) };
}

export const closureTextOf = (...given: Parameters<typeof closureOf>): string => writeClosure(closureOf(...given));
