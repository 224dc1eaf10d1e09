import type { Preference, Release, Wish } from '../../domain/market/candidates.ts';
import { chance } from './storm.ts';

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

/** A registry in which later packages are built from earlier ones, and ten wishes; the same for the same seed. */
export function largeRegistry(shape: {
  readonly seed: number;
  readonly packages: number;
  readonly versions: number;
  /** Share of the dependencies that name one version exactly. */
  readonly pinned: number;
}): { readonly wishes: readonly Wish[]; readonly releases: readonly Release[] } {
  const random = chance(shape.seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  const each = Math.ceil(shape.versions / shape.packages);
  const numbers = Array.from({ length: each }, (_, at) => `${1 + Math.floor((at * 3) / each)}.${at}.0`);
  const range = (): string => {
    const number = numbers[upTo(each)] ?? '1.0.0';
    if (random() < shape.pinned) return number;
    return [`^${number}`, `>=${number}`, '*', `^${number.split('.')[0]}.0.0`][upTo(4)] ?? '*';
  };
  const releases = Array.from({ length: shape.packages }, (_, at) =>
    numbers.map((number) => {
      const needs = Array.from({ length: at === 0 ? 0 : upTo(4) }, () => [`p${upTo(at)}`, range()]);
      return release(`p${at} ${number}`, Object.fromEntries(needs));
    }),
  ).flat();
  const names = new Set(Array.from({ length: 10 }, () => `p${upTo(shape.packages)}`));
  return { wishes: [...names].map((name) => ({ package: name, range: '*' })), releases };
}
