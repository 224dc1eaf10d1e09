import { sha256Hex } from '../canonical.ts';
import type { Artifact } from './artifact.ts';
import { brokenAt, entryOf, type LogEntry, type LogHead, type LogLink, logBegin } from './log.ts';
import { keyIdOf, type PublisherKey, rotationText, type Verify } from './signature.ts';

/** Something that is not as it was written, and where. */
export interface AuditFinding {
  /** `entry 12`, `acme/tools 1.2.0`, `key of acme`. */
  readonly where: string;
  readonly what: string;
}

/** What of a release is looked at. */
export interface AuditedRelease {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  /** The bytes it is signed over; of a release from before signing those its sha256 is over. */
  readonly artifact: string;
  readonly signature: string | null;
  readonly keyId: string | null;
  /** What stands beside the artifact in the tables and has to be the same; those parts that differ. */
  readonly differing: readonly string[];
}

/** What the log says, gathered link by link. */
export interface LogFacts {
  readonly head: LogHead;
  /** sha256 by `package@version`, and how it came in. */
  readonly releases: ReadonlyMap<string, { readonly sha256: string; readonly seq: number; readonly signed: boolean }>;
  readonly keyIds: ReadonlySet<string>;
  readonly marks: readonly Extract<LogEntry, { kind: 'mark' }>[];
}

/** Reads a log from its beginning, a part at a time. */
export class LogAudit {
  readonly findings: AuditFinding[] = [];
  readonly #releases = new Map<string, { sha256: string; seq: number; signed: boolean }>();
  readonly #keyIds = new Set<string>();
  readonly #marks: Extract<LogEntry, { kind: 'mark' }>[] = [];
  #head: LogHead = logBegin;

  add(links: readonly LogLink[]): void {
    for (const link of links) {
      const broken = brokenAt(this.#head, link);
      if (broken !== null) this.findings.push({ where: `entry ${link.seq}`, what: `The log is broken: ${broken}.` });
      this.#head = link;
      const entry = entryOf(link);
      if (entry === null) this.findings.push({ where: `entry ${link.seq}`, what: 'Its text is no entry of a log.' });
      else this.#take(entry, link.seq);
    }
  }

  get facts(): LogFacts {
    return { head: this.#head, releases: this.#releases, keyIds: this.#keyIds, marks: this.#marks };
  }

  #take(entry: LogEntry, seq: number): void {
    if (entry.kind === 'key') this.#keyIds.add(entry.keyId);
    if (entry.kind === 'mark') this.#marks.push(entry);
    if (!('sha256' in entry)) return;
    const key = `${entry.package}@${entry.version}`;
    const before = this.#releases.get(key);
    if (before !== undefined && (entry.kind !== 'signed' || before.sha256 !== entry.sha256))
      this.findings.push({ where: `entry ${seq}`, what: `${key} is in the log already, by entry ${before.seq}.` });
    this.#releases.set(key, { sha256: entry.sha256, seq: before?.seq ?? seq, signed: entry.kind !== 'adopted' });
  }
}

export type KnownKey = PublisherKey & { readonly keyId: string };

/** Whether every key is named by its own digits, stands in the log, and has the word of the key it replaced. */
export function auditKeys(keys: readonly KnownKey[], log: LogFacts, verify: Verify): readonly AuditFinding[] {
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  return keys.flatMap((key): AuditFinding[] => {
    const where = `key ${key.keyId.slice(0, 16)} of ${key.publisher}`;
    if (keyIdOf(key.publicKey) !== key.keyId) return [{ where, what: 'It is not the key its name belongs to.' }];
    if (!log.keyIds.has(key.keyId)) return [{ where, what: 'The log does not know it.' }];
    if (key.replaces === null) return [];
    const old = byId.get(key.replaces);
    const proven =
      old !== undefined && old.publisher === key.publisher && verify(old.publicKey, rotationText(key), key.proof ?? '');
    return proven ? [] : [{ where, what: 'The key it replaces did not sign for it.' }];
  });
}

/** Whether a release is what its hash, its signature and the log say. */
export function auditRelease(
  release: AuditedRelease,
  owner: string | null,
  keys: ReadonlyMap<string, KnownKey>,
  log: LogFacts,
  verify: Verify,
): readonly AuditFinding[] {
  const where = `${release.package} ${release.version}`;
  const found: AuditFinding[] = release.differing.map((part) => ({
    where,
    what: `Its ${part} is another one beside the release than in it.`,
  }));
  const entry = log.releases.get(`${release.package}@${release.version}`);
  if (sha256Hex(release.artifact) !== release.sha256)
    found.push({ where, what: 'It is not what its sha256 belongs to.' });
  if (entry === undefined) found.push({ where, what: 'The log does not know it.' });
  else if (entry.sha256 !== release.sha256)
    found.push({ where, what: `The log has another sha256 for it, in entry ${entry.seq}.` });
  if (release.signature === null || release.keyId === null) {
    if (entry?.signed) found.push({ where, what: 'Its signature is gone.' });
    return found;
  }
  const key = keys.get(release.keyId);
  if (key === undefined) return [...found, { where, what: 'Nobody knows the key it is signed with.' }];
  if (owner !== key.publisher) found.push({ where, what: `It belongs to ${owner} and is signed by ${key.publisher}.` });
  if (!verify(key.publicKey, release.artifact, release.signature))
    found.push({ where, what: `It is not signed by ${key.publisher}, as it says.` });
  return found;
}

/** Parts of a release that stand in the tables a second time, so that they can be searched. */
export function differingParts(
  artifact: Artifact,
  beside: Readonly<Record<'source' | 'documentation' | 'metadata' | 'examples' | 'lock' | 'contract', unknown>>,
  same: (one: unknown, other: unknown) => boolean,
): readonly string[] {
  const inside = { ...artifact, contract: artifact.contract };
  return (Object.keys(beside) as (keyof typeof beside)[]).filter((part) => !same(inside[part], beside[part]));
}
