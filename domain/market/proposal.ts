import { contentHash } from '../canonical.ts';
import type { Change, Growth } from './difference.ts';
import type { Installed } from './generation.ts';

/** What a person asks of the installed set of a workspace. */
export type ChangeRequest =
  | {
      readonly kind: 'install';
      readonly package: string;
      /** Null for whatever is best. */
      readonly range: string | null;
      /** Null leaves it as it is. */
      readonly autoUpdate: boolean | null;
    }
  | {
      readonly kind: 'update';
      /** Null for everything that was asked for by name. */
      readonly packages: readonly string[] | null;
      /** Exact versions of some of them, by package name. */
      readonly to: Readonly<Record<string, string>>;
      /** Nobody asked: versions the workspace was returned from are left out. */
      readonly byItself?: true;
    }
  | { readonly kind: 'uninstall'; readonly package: string };

/** A change to the installed set, worked out to its end and not made yet. */
export interface Proposal {
  readonly workspace: string;
  /** The generation it was made from; 0 for none. */
  readonly base: number;
  /** Over all that would be installed; agreeing to it is agreeing to exactly this. */
  readonly hash: string;
  /** Everything that would be installed then, in alphabetical order. */
  readonly entries: readonly Installed[];
}

/** A proposal with what a person needs to know to agree to it. */
export interface ShownProposal extends Proposal {
  /** Nothing would be different. */
  readonly idle: boolean;
  readonly changes: readonly Change[];
  readonly growth: readonly Growth[];
  /** Of all that would come in: texts of programs, and plans that were compiled for this workspace. */
  readonly sizes: { readonly packages: number; readonly sourceBytes: number; readonly planBytes: number };
  /** Compiled for this workspace and not stored yet: canonical JSON by hash. */
  readonly plans: Readonly<Record<string, string>>;
}

export interface ChangeReceipt {
  readonly workspace: string;
  /** The generation it has now. */
  readonly generation: number;
  /** The one it had before. */
  readonly before: number;
}

/** The hash a person agrees to. */
export function proposalHash({ workspace, base, entries }: Omit<Proposal, 'hash'>): string {
  return contentHash({ workspace, base, entries });
}

/** As people see and type it. */
export const shortHash = (hash: string): string => hash.slice(0, 6);

/** Whether somebody has to say yes first: to all that is installed, and to updates that may touch more than before. */
export function needsYes(request: ChangeRequest, { idle, growth }: Pick<ShownProposal, 'idle' | 'growth'>): boolean {
  if (idle || request.kind === 'uninstall') return false;
  return request.kind === 'install' || growth.length > 0;
}

/** The words that ask for a change: `install acme/edr@^2`. */
export function inWords(request: ChangeRequest): string {
  switch (request.kind) {
    case 'install':
      return `install ${request.package}${request.range === null ? '' : `@${request.range}`}`;
    case 'update':
      return ['update', ...updated(request)].join(' ');
    case 'uninstall':
      return `uninstall ${request.package}`;
  }
}

/** `acme/edr --to 2.0.0`; more than one exact version nobody types, so there all are named as what they become. */
function updated({ packages, to }: Extract<ChangeRequest, { kind: 'update' }>): readonly string[] {
  const names = packages ?? [];
  const [only] = names;
  if (names.length === 1 && only !== undefined && to[only] !== undefined) return [only, '--to', to[only]];
  return names.map((name) => (to[name] === undefined ? name : `${name}@${to[name]}`));
}
