import { distance } from 'fastest-levenshtein';

/** A name that this many workspaces installed is known well enough for others to hide behind. */
export const installsKnown = 10;

/** The publisher a name speaks of: `acme` of `acme/forensics`, null of `forensics`. */
export function scopeOf(name: string): string | null {
  const slash = name.indexOf('/');
  return slash === -1 ? null : name.slice(0, slash);
}

/** The name somebody publishes under who has chosen none: that of their account, in the letters such names have. */
export function publisherName(account: string): string {
  const plain = account
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return /^[a-z]/.test(plain) ? plain : `user-${plain || 'here'}`;
}

/**
 * A name as it looks at a glance: names of one skeleton are taken for each other. The migration that made the table of
 * packages says the same in SQL.
 */
export function skeletonOf(name: string): string {
  return name
    .replace(/[-_]/g, '')
    .replace(/0/g, 'o')
    .replace(/[1i]/g, 'l')
    .replace(/3/g, 'e')
    .replace(/5/g, 's')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** Whether people may take one name for the other: they look alike, or one slip of a finger lies between them. */
export function looksLike(one: string, other: string): boolean {
  if (one === other) return false;
  return skeletonOf(one) === skeletonOf(other) || distance(one, other) <= 1;
}
