import { eq } from 'drizzle-orm';
import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { packages, publishers, releaseMarks } from '../../db/market-tables.ts';
import { placePackages } from '../../db/placing.ts';
import { packageVersions } from '../../db/tables.ts';
import type { Metadata } from '../../domain/market/bundle.ts';

type Change = Partial<Omit<Metadata, 'workflow_id'>> & {
  readonly documentation?: string;
  readonly tools?: readonly string[];
  readonly publishedAt?: Date;
};

/** Puts a release on the shelf as publishing does, without anything to run in it. @param name `publisher/name` */
export async function shelve(db: Database, name: string, change: Change = {}): Promise<void> {
  const { documentation = 'Read me.', tools = [], publishedAt = new Date(), ...metadata } = change;
  const [publisher = ''] = name.split('/');
  const version = metadata.version ?? '1.0.0';
  const sha256 = 'a'.repeat(64);
  await changeMarket(db, async (transaction, log) => {
    await transaction.insert(publishers).values({ publisher }).onConflictDoNothing();
    await transaction.insert(packages).values({ package: name, publisher, skeleton: name }).onConflictDoNothing();
    await transaction.insert(packageVersions).values({
      package: name,
      version,
      sha256,
      planHash: null,
      source: 'TOOLS x\nEND\n',
      documentation,
      examples: [],
      contract: { tools: tools.map((tool) => ({ name: tool })) },
      lock: {},
      publishedAt,
      metadata: {
        workflow_id: name,
        name: name.replace('/', ' '),
        version,
        author: publisher,
        description: `A ${name}.`,
        category: 'general',
        tags: [],
        dependencies: {},
        min_hololoom_version: '0.1.0',
        ...metadata,
      },
    });
    await log({ kind: 'adopted', at: publishedAt.toISOString(), package: name, version, sha256 });
  });
}

/** Says something about a release. */
export async function mark(
  db: Database,
  name: string,
  version: string,
  kind: 'yanked' | 'deprecated' | 'restored',
  reason = 'because',
): Promise<void> {
  await changeMarket(db, async (transaction, log) => {
    await transaction.insert(releaseMarks).values({ package: name, version, kind, reason, by: '@ann' });
    await log({ kind: 'mark', at: new Date().toISOString(), package: name, version, mark: kind, reason, by: '@ann' });
  });
}

/** As if so many workspaces had installed it. */
export async function installed(db: Database, name: string, installs: number): Promise<void> {
  await db.update(packages).set({ installs }).where(eq(packages.package, name));
  await placePackages(db, [name]);
}
