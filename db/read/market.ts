import { and, asc, desc, eq, gt, gte, inArray, ne, or, sql } from 'drizzle-orm';
import type { LogLink, MarkKind } from '../../domain/market/log.ts';
import type { Database } from '../connection.ts';
import { marketLog, packages, publisherKeys, releaseMarks } from '../market-tables.ts';
import { packageVersions, plans } from '../tables.ts';
import { isOneOf, type PackageVersionRow, type ReleaseName } from './packages.ts';

type Reader = Pick<Database, 'select'>;

export type PackageRow = typeof packages.$inferSelect;
export type PublisherKeyRow = typeof publisherKeys.$inferSelect;
export async function readPackage(from: Reader, name: string): Promise<PackageRow | undefined> {
  const rows = await from.select().from(packages).where(eq(packages.package, name));
  return rows[0];
}

export async function readPackages(from: Reader, names: readonly string[]): Promise<readonly PackageRow[]> {
  if (names.length === 0) return [];
  return from
    .select()
    .from(packages)
    .where(inArray(packages.package, [...names]));
}

/** Names of other publishers that many have installed, in length near enough to be taken for a new one. */
export async function readKnownNames(
  from: Reader,
  like: { readonly package: string; readonly publisher: string; readonly skeleton: string },
  installsLeast: number,
): Promise<readonly string[]> {
  const length = like.package.length;
  const rows = await from
    .select({ package: packages.package })
    .from(packages)
    .where(
      and(
        gte(packages.installs, installsLeast),
        or(sql`${packages.publisher} IS NULL`, ne(packages.publisher, like.publisher)),
        or(
          eq(packages.skeleton, like.skeleton),
          sql`length(${packages.package}) BETWEEN ${length - 1} AND ${length + 1}`,
        ),
      ),
    );
  return rows.map((row) => row.package);
}

/** Other publishers of something that many have installed. */
export async function readKnownPublishers(
  from: Pick<Database, 'selectDistinct'>,
  besides: string,
  installsLeast: number,
): Promise<readonly string[]> {
  const rows = await from
    .selectDistinct({ publisher: packages.publisher })
    .from(packages)
    .where(and(gte(packages.installs, installsLeast), ne(packages.publisher, besides)));
  return rows.flatMap(({ publisher }) => publisher ?? []);
}

/** All keys of a publisher, oldest first; the last one is in use. */
export async function readKeysOf(from: Reader, publisher: string): Promise<readonly PublisherKeyRow[]> {
  return from
    .select()
    .from(publisherKeys)
    .where(eq(publisherKeys.publisher, publisher))
    .orderBy(asc(publisherKeys.createdAt), sql`${publisherKeys.retiredAt} ASC NULLS LAST`);
}

/** Every key of every publisher. */
export async function readAllKeys(from: Reader): Promise<readonly PublisherKeyRow[]> {
  return from.select().from(publisherKeys).orderBy(asc(publisherKeys.createdAt));
}

/** To whom every name belongs. */
export async function readAllPackages(from: Reader): Promise<readonly PackageRow[]> {
  return from.select().from(packages).orderBy(asc(packages.package));
}

export async function readKeys(from: Reader, keyIds: readonly string[]): Promise<readonly PublisherKeyRow[]> {
  if (keyIds.length === 0) return [];
  return from
    .select()
    .from(publisherKeys)
    .where(inArray(publisherKeys.keyId, [...keyIds]));
}

/** Whole releases, those that there are, in no particular order. */
export async function readReleases(from: Reader, names: readonly ReleaseName[]): Promise<readonly PackageVersionRow[]> {
  if (names.length === 0) return [];
  return from.select().from(packageVersions).where(isOneOf(names));
}

/** Whole releases behind one, by name and version, for reading all of them bit by bit. */
export async function readReleasesAfter(
  from: Reader,
  after: ReleaseName,
  limit: number,
): Promise<readonly PackageVersionRow[]> {
  return from
    .select()
    .from(packageVersions)
    .where(sql`(${packageVersions.package}, ${packageVersions.version}) > (${after.package}, ${after.version})`)
    .orderBy(asc(packageVersions.package), asc(packageVersions.version))
    .limit(limit);
}

export interface Mark {
  readonly kind: MarkKind;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** All marks of some packages, newest first, by `package@version`. */
export async function readMarks(
  from: Reader,
  names: readonly string[] | null,
): Promise<ReadonlyMap<string, readonly Mark[]>> {
  const rows = await from
    .select()
    .from(releaseMarks)
    .where(names === null ? undefined : inArray(releaseMarks.package, [...names]))
    .orderBy(desc(releaseMarks.number));
  const found = new Map<string, Mark[]>();
  for (const row of rows) {
    const key = `${row.package}@${row.version}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

const link = { seq: marketLog.seq, previous: marketLog.previous, entry: marketLog.entry, hash: marketLog.hash };

/** Links of the log behind a place, in order. */
export async function readLog(from: Reader, after: number, limit: number): Promise<readonly LogLink[]> {
  return from.select(link).from(marketLog).where(gt(marketLog.seq, after)).orderBy(asc(marketLog.seq)).limit(limit);
}

/** The last link of the log. */
export async function readLogHead(from: Reader): Promise<LogLink | undefined> {
  const rows = await from.select(link).from(marketLog).orderBy(desc(marketLog.seq)).limit(1);
  return rows[0];
}

/** The links that brought these releases into the log, by sha256 of the release. */
export async function readLinksOf(from: Reader, sha256s: readonly string[]): Promise<ReadonlyMap<string, LogLink>> {
  const rows = await from
    .select()
    .from(marketLog)
    .where(inArray(marketLog.release, [...sha256s]))
    .orderBy(asc(marketLog.seq));
  return new Map(rows.map(({ release, ...link }) => [release ?? '', link]));
}

/** Plans as they are stored, those that there are. */
export async function readPlans(from: Reader, hashes: readonly string[]): Promise<readonly string[]> {
  if (hashes.length === 0) return [];
  const rows = await from
    .select({ plan: plans.plan })
    .from(plans)
    .where(inArray(plans.hash, [...hashes]));
  return rows.map(({ plan }) => plan);
}
