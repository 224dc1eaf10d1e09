import { readLastRuns } from '../../../db/read/last-runs.ts';
import { readVersion } from '../../../db/read/packages.ts';
import { readListed } from '../../../db/read/search.ts';
import { readVersionFacts } from '../../../db/read/standings.ts';
import { LoomError } from '../../../domain/errors.ts';
import { limits } from '../../../domain/limits.ts';
import type { ListedPackage } from '../../../domain/market/search.ts';
import type { Contract } from '../../../dsl/contract.ts';
import type { Capabilities } from '../../../dsl/estimate/capabilities.ts';
import type { PackageCard } from '../../market-shelf.ts';
import type { Doors } from '../connection.ts';
import { planReport } from '../plan-report.ts';
import { compiledLoop } from '../programs.ts';

/** @throws LoomError `market.not_found` */
export async function listedPackage({ db }: Doors, name: string): Promise<ListedPackage> {
  const [listed] = await readListed(db, [name]);
  if (listed !== undefined) return listed;
  throw new LoomError(
    'market.not_found',
    `No package called "${name}" is offered.`,
    `Type "market search ${name}" to find what is called nearly so.`,
  );
}

/** What somebody wants to know of a package before they install it. */
export async function packageCard(doors: Doors, name: string): Promise<PackageCard> {
  const listed = await listedPackage(doors, name);
  const [release, lastRuns, facts] = await Promise.all([
    readVersion(doors.db, name, listed.version),
    readLastRuns(doors.db, name, limits.runsOnCardMax),
    readVersionFacts(doors.db, name, limits.runsOnCardMax),
  ]);
  const { tools = [] } = (release?.contract ?? {}) as unknown as Partial<Contract>;
  const loop = release?.planHash == null ? null : planReport(await compiledLoop(doors, `${name}@${listed.version}`));
  return {
    ...listed,
    waves: loop?.waves ?? null,
    tools: tools.map((tool) => tool.name),
    capabilities: loop?.capabilities ?? ((release?.capabilities ?? null) as unknown as Capabilities | null),
    lastRuns,
    facts,
  };
}
