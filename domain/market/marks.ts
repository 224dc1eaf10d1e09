import type { MarkKind } from './log.ts';

/** What is said of a release now. */
export interface Standing {
  /** Why nothing new should choose it; null where it stands. */
  readonly yanked: string | null;
  /** Why people should move on from it; null where they need not. */
  readonly deprecated: string | null;
}

export const standing: Standing = { yanked: null, deprecated: null };

/** @param marks newest first */
export function standingOf(marks: readonly { readonly kind: MarkKind; readonly reason: string }[]): Standing {
  const end = marks.findIndex(({ kind }) => kind === 'restored');
  const counting = end === -1 ? marks : marks.slice(0, end);
  const reasonOf = (wanted: MarkKind): string | null => counting.find(({ kind }) => kind === wanted)?.reason ?? null;
  return { yanked: reasonOf('yanked'), deprecated: reasonOf('deprecated') };
}

/** What somebody wants to say of a release. */
export interface MarkRequest {
  readonly package: string;
  readonly version: string;
  readonly kind: MarkKind;
  readonly reason: string;
  readonly by: string;
}

export function isSaidAlready({ kind, reason }: MarkRequest, { yanked, deprecated }: Standing): boolean {
  if (kind === 'restored') return yanked === null && deprecated === null;
  return (kind === 'yanked' ? yanked : deprecated) === reason;
}
