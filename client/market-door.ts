import type { LoomError } from '../domain/errors.ts';
import type { AuditFinding } from '../domain/market/audit.ts';
import type { Bundle } from '../domain/market/bundle.ts';
import type { MarkKind } from '../domain/market/log.ts';
import type { ImportReceipt } from '../domain/market/publication.ts';
import type { Caller } from './loom.ts';
import type { MarketShelf } from './market-shelf.ts';
import type { MarketWorkspace } from './market-workspace.ts';

export interface PublishedVersion {
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  /** To whom the name belongs; null where nobody has signed for it yet. */
  readonly publisher: string | null;
  /** The key it is signed with; null in a release from before packages were signed. */
  readonly keyId: string | null;
  readonly publishedAt: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** The exact versions it runs with, dependencies of dependencies included: `package@version` to sha256. */
  readonly lock: Readonly<Record<string, string>>;
  /** Why nothing new chooses it, and why people should move on from it; null where nobody said so. */
  readonly yanked: string | null;
  readonly deprecated: string | null;
}

export interface PublishOptions {
  /** To whom names without a publisher in them will belong, when they are new; the owner of the keys when left out. */
  readonly publisher?: string;
  /** Make a key where one is missing. */
  readonly makeKeys?: boolean;
}

/** What became of one of several packages: its version, or why it was refused. */
export type PublishResult =
  | { readonly version: PublishedVersion; readonly created: boolean; readonly error: null }
  | { readonly version: null; readonly created: false; readonly error: LoomError };

/** A bundle, who signed the whole, and what is in it, each behind those it needs. */
export interface ExportedBundle {
  readonly text: string;
  readonly exporter: string;
  readonly releases: readonly { readonly package: string; readonly version: string }[];
}

export interface AuditReport {
  /** Of the log, and the hash of the last one: equal heads mean equal logs. */
  readonly entries: number;
  readonly head: string;
  readonly releases: number;
  /** From before packages were signed. */
  readonly unsigned: number;
  readonly keys: number;
  readonly findings: readonly AuditFinding[];
}

export interface MarketDoor extends MarketShelf, MarketWorkspace {
  /** Withdraws a release from new choices, warns of it, or takes both back. @throws LoomError `market.not_found` */
  mark(release: string, kind: MarkKind, reason: string, caller: Caller): Promise<PublishedVersion>;
  /** A release with all it needs as one text, for `importBundle`; `release` is `package@version`. */
  exportBundle(release: string): Promise<ExportedBundle>;
  /** Stores all releases of a bundle, or none; `older` lets it bring an older version than the one that is here. */
  importBundle(text: string, options: { readonly older: boolean }, caller: Caller): Promise<ImportReceipt>;
  /** Looks at every entry, key, hash and signature of the market. */
  audit(): Promise<AuditReport>;
  /** Checks everything, signs, stores for ever. Publishing the same content again finds the same version. */
  publish(bundle: Bundle, options?: PublishOptions): Promise<PublishedVersion & { readonly created: boolean }>;
  /** The same for several at once, dependencies before those that need them; one that is refused keeps no other back. */
  publishAll(bundles: readonly Bundle[], options?: PublishOptions): Promise<readonly PublishResult[]>;
  list(): Promise<readonly PublishedVersion[]>;
  show(name: string): Promise<{
    readonly versions: readonly PublishedVersion[];
    readonly documentation: string;
    readonly source: string;
  }>;
}
