import type { PlanRow } from '../../db/plans.ts';
import { readWorkspace, type WorkspaceState } from '../../db/read/generations.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { changesBetween, growthBetween } from '../../domain/market/difference.ts';
import { dependents, directEntry, type Installed, needed } from '../../domain/market/generation.ts';
import { type ChangeRequest, proposalHash, type ShownProposal } from '../../domain/market/proposal.ts';
import { bringFor, type RegistryDeps } from './bring.ts';
import { choose, notInstalled } from './choose.ts';
import { compileSet } from './compile-set.ts';

export interface MarketDeps extends RegistryDeps {
  /** Names of the packages that ship with HoloLoom: their updates need not wait. */
  readonly shipped: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Who wants what to change, and where. */
export interface WantedChange {
  readonly workspace: string;
  readonly request: ChangeRequest;
}

export interface Worked {
  readonly shown: ShownProposal;
  readonly plans: readonly PlanRow[];
}

/**
 * Works out a change to its end: which versions, compiled against each other, and what they may touch. The workspace stays as
 * it is; where a registry is named, what the change is about is brought from there into the market first.
 */
export const proposeChange =
  (deps: MarketDeps) =>
  async (wanted: WantedChange): Promise<ShownProposal> => {
    const { workspace, request } = wanted;
    if (request.kind !== 'uninstall') await bringFor(deps, workspace, request);
    return (await workOut(deps, wanted)).shown;
  };

/** @throws LoomError as `choose` and `compileSet` do, `market.still_needed` */
export async function workOut(deps: MarketDeps, { workspace, request }: WantedChange): Promise<Worked> {
  const state = await readWorkspace(deps.db, workspace);
  const { entries, plans, sourceBytes } =
    request.kind === 'uninstall'
      ? { entries: without(state, request.package), plans: [], sourceBytes: 0 }
      : await withChosen(deps, state, request);
  if (entries.length > limits.installedMax) {
    const message = `${entries.length} packages would be installed, and at most ${limits.installedMax} can be.`;
    throw new LoomError('market.too_hard', message, 'Uninstall what is not used.');
  }
  const proposal = { workspace, base: state.generation, entries };
  const changes = changesBetween(state.entries, entries);
  return {
    plans,
    shown: {
      ...proposal,
      hash: proposalHash(proposal),
      idle: canonicalJson(entries) === canonicalJson(state.entries),
      changes,
      growth: growthBetween(state.entries, entries),
      sizes: {
        packages: changes.filter(({ to }) => to !== null).length,
        sourceBytes,
        planBytes: plans.reduce((sum, { plan }) => sum + Buffer.byteLength(plan), 0),
      },
      plans: Object.fromEntries(plans.map(({ hash, plan }) => [hash, plan])),
    },
  };
}

async function withChosen(
  deps: MarketDeps,
  state: WorkspaceState,
  request: Exclude<ChangeRequest, { kind: 'uninstall' }>,
) {
  const { chosen, direct } = await choose(deps.db, state, request, { now: deps.now(), shipped: deps.shipped });
  const { packages, plans } = await compileSet(deps, chosen);
  const entries = packages.map(({ row, uses, planHash, loop, powers }): Installed => {
    const asked = direct.get(row.package);
    const isDirect = asked?.version === row.version;
    return {
      package: row.package,
      version: row.version,
      sha256: row.sha256,
      keyId: row.keyId,
      planHash,
      loop,
      direct: isDirect,
      range: isDirect ? asked.range : null,
      autoUpdate: isDirect && asked.autoUpdate,
      uses,
      powers,
      minHololoom: row.metadata.min_hololoom_version,
    };
  });
  const there = new Set(state.entries.map(({ sha256 }) => sha256));
  const coming = packages.filter(({ row }) => !there.has(row.sha256));
  const sourceBytes = coming.reduce((sum, { row }) => sum + Buffer.byteLength(row.source), 0);
  return { entries: inOrder(entries), plans, sourceBytes };
}

const inOrder = (entries: readonly Installed[]): readonly Installed[] =>
  entries.toSorted((one, other) => {
    const [a, b] = [`${one.package}@${one.version}`, `${other.package}@${other.version}`];
    return a < b ? -1 : a > b ? 1 : 0;
  });

/** @throws LoomError `market.not_installed`, `market.still_needed` */
function without({ entries }: WorkspaceState, name: string): readonly Installed[] {
  const entry = directEntry(entries, name);
  const holders = (entry === undefined ? entries.filter((each) => each.package === name) : [entry]).flatMap((each) =>
    dependents(entries, each),
  );
  if (holders.length > 0) {
    const names = holders.map((each) => `${each.package} ${each.version}`).join(', ');
    throw new LoomError(
      'market.still_needed',
      `${name} is needed by ${names}.`,
      `Uninstall ${holders.length === 1 ? 'that' : 'those'} first.`,
    );
  }
  if (entry === undefined) throw notInstalled(name);
  const direct = entries.flatMap((each) => (each.direct && each !== entry ? [each.package] : []));
  return needed(entries, direct);
}
