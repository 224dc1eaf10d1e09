import {
  readAllKeys,
  readAllPackages,
  readLog,
  readMarks,
  readPlans,
  readReleasesAfter,
} from '../../../db/read/market.ts';
import type { PackageVersionRow } from '../../../db/read/packages.ts';
import { canonicalJson, sha256Hex } from '../../../domain/canonical.ts';
import { type Artifact, artifactSchema, releaseText } from '../../../domain/market/artifact.ts';
import { type AuditFinding, auditKeys, auditRelease, differingParts, LogAudit } from '../../../domain/market/audit.ts';
import type { offerOf } from '../../../dsl/artifact.ts';
import type { AuditReport } from '../../market-door.ts';
import { verify } from '../../signing.ts';
import type { Doors } from '../connection.ts';

/** So many at once, so that a large market is read in little memory. */
const linksAtOnce = 2_000;
const releasesAtOnce = 50;

/** Looks at all of the market: the chain of the log, every key, the bytes, hash and signature of every release. */
export async function auditMarket({ db }: Doors): Promise<AuditReport> {
  const log = new LogAudit();
  let entries = 0;
  for (let seq = 0; ; ) {
    const links = await readLog(db, seq, linksAtOnce);
    log.add(links);
    entries += links.length;
    const last = links.at(-1);
    if (last === undefined) break;
    seq = last.seq;
  }
  const { facts } = log;
  const keys = await readAllKeys(db);
  const owners = new Map((await readAllPackages(db)).map((row) => [row.package, row.publisher]));
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  const findings: AuditFinding[] = [...log.findings, ...auditKeys(keys, facts, verify)];
  const there = new Set<string>();
  let unsigned = 0;
  for (let after = { package: '', version: '' }; ; ) {
    const rows = await readReleasesAfter(db, after, releasesAtOnce);
    for (const row of rows) {
      there.add(`${row.package}@${row.version}`);
      if (row.signature === null) unsigned += 1;
      const release = { ...row, artifact: releaseText(row), differing: differingOf(row) };
      findings.push(...auditRelease(release, owners.get(row.package) ?? null, byId, facts, verify));
    }
    findings.push(...(await planFindings(db, rows)));
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last;
  }
  for (const [key, { seq }] of facts.releases) {
    if (!there.has(key))
      findings.push({ where: key.replace('@', ' '), what: `It is gone; the log has it in entry ${seq}.` });
  }
  findings.push(...(await markFindings(db, facts.marks)));
  return { entries, head: facts.head.hash, releases: there.size, unsigned, keys: keys.length, findings };
}

/** The parts of a release that the tables have a second time. */
function differingOf(row: PackageVersionRow): readonly string[] {
  const artifact = artifactOf(row);
  if (artifact === null) return [];
  const { source, documentation, metadata, examples, lock } = row;
  const { entry, tools } = row.contract as unknown as ReturnType<typeof offerOf>;
  const same = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);
  const beside = { source, documentation, metadata, examples, lock, contract: { entry, tools } };
  return [
    ...differingParts(artifact, beside, same),
    ...(row.planHash === artifact.plan ? [] : ['plan']),
    ...(same(row.capabilities, artifact.capabilities) ? [] : ['capabilities']),
  ];
}

/** Null for a release from before packages were signed, whose bytes are made of those very parts. */
function artifactOf({ artifact }: PackageVersionRow): Artifact | null {
  try {
    return artifactSchema.parse(JSON.parse(artifact ?? ''));
  } catch {
    return null;
  }
}

async function planFindings(db: Doors['db'], rows: readonly PackageVersionRow[]): Promise<readonly AuditFinding[]> {
  const hashes = rows.flatMap((row) => row.planHash ?? []);
  const sound = new Set((await readPlans(db, hashes)).map(sha256Hex));
  return rows.flatMap(({ package: name, version, planHash }) =>
    planHash === null || sound.has(planHash)
      ? []
      : [{ where: `${name} ${version}`, what: 'The plan it runs is not the one its hash belongs to.' }],
  );
}

/** Every mark stands in the log, and every mark of the log is there. */
async function markFindings(
  db: Doors['db'],
  logged: readonly {
    readonly package: string;
    readonly version: string;
    readonly mark: string;
    readonly reason: string;
  }[],
): Promise<readonly AuditFinding[]> {
  const stored = [...(await readMarks(db, null))].flatMap(([release, marks]) =>
    marks.map(({ kind, reason }) => canonicalJson([release, kind, reason])),
  );
  const said = logged.map((entry) => canonicalJson([`${entry.package}@${entry.version}`, entry.mark, entry.reason]));
  const where = 'marks';
  return [
    ...stored.filter((mark) => !said.includes(mark)).map((mark) => ({ where, what: `The log does not know ${mark}.` })),
    ...said.filter((mark) => !stored.includes(mark)).map((mark) => ({ where, what: `${mark} is gone.` })),
  ];
}
