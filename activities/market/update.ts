import { saveSaying } from '../../db/messages.ts';
import { readGenerations, readWorkspace, type WorkspaceState } from '../../db/read/generations.ts';
import { countRuns } from '../../db/read/run-counts.ts';
import { contentHash } from '../../domain/canonical.ts';
import { isRetryable, LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { releaseKey } from '../../domain/market/candidates.ts';
import { type Comparison, compareRuns } from '../../domain/market/comparison.ts';
import type { Change } from '../../domain/market/difference.ts';
import { directEntry } from '../../domain/market/generation.ts';
import { type ChangeReceipt, type ChangeRequest, type ShownProposal, shortHash } from '../../domain/market/proposal.ts';
import { bringFor } from './bring.ts';
import { type MarketDeps, workOut } from './propose.ts';

type UpdateRequest = Extract<ChangeRequest, { kind: 'update' }>;

/** An update that needs nobody's yes, not made yet. */
export interface ModestUpdate {
  readonly workspace: string;
  readonly request: UpdateRequest;
  /** Hash of its proposal. */
  readonly agreed: string;
  /** Packages that were asked for by name and get another version. */
  readonly changes: readonly Change[];
  /** How long its runs are compared. */
  readonly watchMs: number;
}

/** The same when it is made. */
export interface MadeUpdate extends ModestUpdate, ChangeReceipt {}

/**
 * Finds what of a workspace updates by itself and may touch no more than before. What may touch more is told in the room,
 * once, with what to type; so is what keeps it from being found. Where another room tries updates first, only what has
 * stood there long enough is taken.
 * @returns null where nothing is to be updated
 */
export const findUpdate =
  (deps: MarketDeps) =>
  async (workspace: string): Promise<ModestUpdate | null> => {
    const state = await readWorkspace(deps.db, workspace);
    const worked = await modestUpdate(deps, state).catch(async (thrown: unknown) => {
      const error = LoomError.from(thrown);
      if (isRetryable(error.code)) throw thrown;
      const text = `Nothing updates by itself here now. ${error.message} ${error.hint}`;
      await say(deps, workspace, `stuck.${shortHash(contentHash(text))}`, text);
      return null;
    });
    if (worked === null) return null;
    const { request, shown } = worked;
    const changes = shown.changes.filter(({ direct, from, to }) => direct && from !== null && to !== null);
    return { workspace, request, agreed: shown.hash, changes, watchMs: state.settings.watchMs };
  };

interface WorkedUpdate {
  readonly request: UpdateRequest;
  readonly shown: ShownProposal;
}

/** The largest update that needs nobody's yes. */
async function modestUpdate(deps: MarketDeps, state: WorkspaceState): Promise<WorkedUpdate | null> {
  const willing = state.entries.flatMap((entry) => (entry.direct && entry.autoUpdate ? [entry.package] : []));
  await bringFor(deps, state.workspace, { kind: 'update', packages: willing, to: {} });
  let request = await tried(deps, state, { kind: 'update', packages: willing, to: {}, byItself: true });
  // Each round leaves out at least one package, so it comes to an end.
  while ((request.packages ?? []).length > 0) {
    const { shown } = await workOut(deps, { workspace: state.workspace, request });
    if (shown.growth.length === 0) return shown.idle || shown.base !== state.generation ? null : { shown, request };
    for (const { package: name } of shown.growth) await tellOfGrowth(deps, state.workspace, name, shown);
    const grown = shown.growth.map(({ package: name }) => name);
    const packages = (request.packages ?? []).filter((name) => !grown.includes(name));
    // What grows without being updated itself does so by what it depends on: then nothing here is modest.
    if (packages.length === request.packages?.length) return null;
    request = { ...request, packages };
  }
  return null;
}

/** Only what the room that tries updates first has had long enough, at exactly the versions it has. */
async function tried(
  { db, now }: MarketDeps,
  { settings }: WorkspaceState,
  request: UpdateRequest,
): Promise<UpdateRequest> {
  const { canary, canaryMs } = settings;
  if (canary === null) return request;
  const [there, rows] = await Promise.all([
    readWorkspace(db, canary),
    readGenerations(db, canary, limits.generationsShownMax),
  ]);
  const to: Record<string, string> = {};
  for (const name of request.packages ?? []) {
    const version = directEntry(there.entries, name)?.version;
    if (version === undefined || there.avoided.includes(releaseKey({ package: name, version }))) continue;
    const had = rows.filter(({ entries }) => directEntry(entries, name)?.version === version);
    const since = Math.min(...had.map(({ at }) => at.getTime()));
    if (now() - since >= canaryMs) to[name] = version;
  }
  return { ...request, packages: Object.keys(to), to };
}

async function tellOfGrowth(deps: MarketDeps, workspace: string, name: string, shown: ShownProposal): Promise<void> {
  const change = shown.changes.find((each) => each.direct && each.package === name);
  const version = change?.to ?? directEntry(shown.entries, name)?.version ?? '';
  await say(
    deps,
    workspace,
    `needs_yes.${releaseKey({ package: name, version })}.${shortHash(shown.hash)}`,
    `${name} ${version} may touch more than before, so it does not come by itself. To see what: market update ${name}`,
  );
}

/** How the runs of an update compare with those before it; `moved on` when the workspace is elsewhere by now. */
export type Judgement =
  | { readonly kind: 'moved on' }
  | { readonly kind: 'fine' }
  | { readonly kind: 'worse'; readonly why: string; readonly avoid: readonly string[] };

/** Compares what ran since an update with what ran before it. */
export const judgeUpdate =
  ({ db }: Pick<MarketDeps, 'db'>) =>
  async ({ workspace, generation, changes }: MadeUpdate): Promise<Judgement> => {
    const state = await readWorkspace(db, workspace);
    if (state.generation !== generation) return { kind: 'moved on' };
    const found = await Promise.all(
      changes.map(async ({ package: name, from, to }) => {
        const counts = (version: string | null) =>
          countRuns(db, { package: name, version: version ?? '', room: workspace }, limits.runsComparedMax);
        return { name, to, comparison: compareRuns(await counts(from), await counts(to)) };
      }),
    );
    const worse = found.flatMap(({ name, to, comparison }) =>
      comparison.kind === 'worse'
        ? [{ key: releaseKey({ package: name, version: to ?? '' }), why: reason(name, to, comparison) }]
        : [],
    );
    if (worse.length === 0) return { kind: 'fine' };
    return { kind: 'worse', why: worse.map(({ why }) => why).join(' '), avoid: worse.map(({ key }) => key) };
  };

function reason(name: string, version: string | null, { why }: Extract<Comparison, { kind: 'worse' }>): string {
  return `${name} ${version}: ${why}.`;
}

/** Tells the room what was updated. */
export const tellOfUpdate =
  (deps: Pick<MarketDeps, 'db'>) =>
  async ({ workspace, generation, before, changes }: MadeUpdate): Promise<null> => {
    const text = `Updated by itself: ${changeTexts(changes)}. Runs are compared for a while, and it goes back if they fail more. To go back now: market rollback ${before}`;
    await say(deps, workspace, `updated.${generation}`, text);
    return null;
  };

/** Tells the room that it was returned from an update, and why. */
export const tellOfReturn =
  (deps: Pick<MarketDeps, 'db'>) =>
  async ({ workspace, generation, before }: MadeUpdate, why: string): Promise<null> => {
    const text = `Went back to generation ${before}, since runs fail more than they did. ${why} These versions do not come by themselves again.`;
    await say(deps, workspace, `returned.${generation}`, text);
    return null;
  };

function changeTexts(changes: readonly Change[]): string {
  return changes.map(({ package: name, from, to }) => `${name} ${from} to ${to}`).join(', ');
}

/** @param path makes the message one of a kind: said again, it is not said twice */
async function say({ db }: Pick<MarketDeps, 'db'>, workspace: string, path: string, text: string): Promise<void> {
  const speaker = `market.update/${workspace}`;
  await saveSaying(db, { workflowId: speaker, path, run: speaker, saidBy: speaker, room: workspace, text });
}
