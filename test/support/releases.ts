import type { Preference, Release } from '../../domain/market/candidates.ts';

export const dayMs = 24 * 3_600_000;
export const now = Date.parse('2026-11-25T09:00:00Z');

export const preference: Preference = {
  now,
  hololoom: '0.1.0',
  cooldownMs: dayMs,
  young: 'last',
  staying: new Set(),
  replaceable: new Set(),
  shipped: new Set(),
};

/** `a 1.0.0`, published long ago, with what it needs. */
export function release(
  text: string,
  dependencies: Readonly<Record<string, string>> = {},
  change: Partial<Release> = {},
): Release {
  const [name = '', version = ''] = text.split(' ');
  return {
    package: name,
    version,
    dependencies,
    publishedAt: now - 30 * dayMs,
    yanked: false,
    minHololoom: '0.1.0',
    ...change,
  };
}
