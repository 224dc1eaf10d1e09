import type { Change } from '../domain/market/difference.ts';
import type { Installed } from '../domain/market/generation.ts';
import type { ChangeReceipt, ChangeRequest, ShownProposal } from '../domain/market/proposal.ts';
import type { WorkspaceSettings } from '../domain/market/settings.ts';
import type { Caller, MovesReport, ScheduleView } from './loom.ts';

/** A change somebody asked for, as they see it before it is made. */
export interface PreparedChange extends Omit<ShownProposal, 'plans'> {
  readonly request: ChangeRequest;
  /** Whether it is made only when somebody agrees to its hash. */
  readonly needsYes: boolean;
  /** Running runs of this room whose loops get another plan: they finish on theirs; could they go on with the new one? */
  readonly moves: readonly MovesReport[];
  /** Schedules of this room whose loops get another plan: they keep the one they were made with. */
  readonly schedules: readonly ScheduleView[];
}

/** What a room has installed. */
export interface WorkspaceView {
  readonly workspace: string;
  /** 0 where nothing was ever installed. */
  readonly generation: number;
  readonly entries: readonly Installed[];
  readonly settings: WorkspaceSettings;
  /** `package@version` that updates by themselves leave out, since the room was returned from them. */
  readonly avoided: readonly string[];
}

/** A set the room had or has. Times are ISO 8601 in UTC. */
export interface GenerationView {
  readonly number: number;
  readonly current: boolean;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly packages: number;
  /** Against the one it was made from. */
  readonly changes: readonly Change[];
}

/** How far behind a package is that somebody asked for by name. */
export interface UpdateView {
  readonly package: string;
  readonly installed: string;
  readonly range: string;
  /** What an update would bring now, or null. */
  readonly update: string | null;
  /** Fits the range and is younger than the cooldown; ISO 8601 from when an update takes it. */
  readonly waiting: { readonly version: string; readonly until: string } | null;
  /** The newest of all that runs here, when it is outside of the range. */
  readonly beyond: string | null;
  /** Why what is installed should be replaced. */
  readonly yanked: boolean;
}

/** What a room has installed, and how that changes. Changes are for callers with power level 50; others are refused with `market.not_allowed`. */
export interface MarketWorkspace {
  /**
   * Works a change out to its end and makes none: versions, types, what they may touch. Throws `market.conflict` with the
   * reason in at most eight lines, `loop.has_problems` when a package does not fit the versions chosen for it.
   */
  prepare(request: ChangeRequest, caller: Caller): Promise<PreparedChange>;
  /** Makes the change whose proposal has this hash, all or nothing. Throws `market.other_proposal`, `market.moved_on`. */
  apply(request: ChangeRequest, agreed: string, caller: Caller): Promise<ChangeReceipt>;
  installed(room: string): Promise<WorkspaceView>;
  outdated(room: string): Promise<readonly UpdateView[]>;
  /** Newest first. */
  generations(room: string): Promise<readonly GenerationView[]>;
  /** Points the room at an earlier generation, with null at the one before; runs that go on are not touched. */
  rollback(to: number | null, caller: Caller): Promise<ChangeReceipt>;
  /** How the room takes updates, after a change that may be empty. */
  settings(change: Partial<WorkspaceSettings>, caller: Caller): Promise<WorkspaceSettings>;
}
