/**
 * How far apart two values are: nominal values are the same or not, interval values by the square of their difference.
 */
export type Scale = 'nominal' | 'interval';

/**
 * Krippendorff's alpha: agreement beyond chance among any number of observers, with gaps.
 * @param units of each unit the values its observers gave; null where one gave none
 * @returns 1 for full agreement, 0 for chance, below 0 for less than that; 1 when only one value was ever given, and null
 *   when no unit has two values
 * @see K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)
 */
export function alpha(units: readonly (readonly (number | null)[])[], scale: Scale): number | null {
  const pairable = units
    .map((unit) => unit.filter((value): value is number => value !== null))
    .filter(({ length }) => length > 1);
  const values = pairable.flat();
  if (values.length === 0) return null;
  const apart = (one: number, other: number): number =>
    scale === 'nominal' ? Number(one !== other) : (one - other) ** 2;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const among = (list: Iterable<readonly [number, number]>): number => {
    const all = [...list];
    return all.reduce(
      (sum, [one, times]) => sum + all.reduce((part, [other, n]) => part + times * n * apart(one, other), 0),
      0,
    );
  };
  const observed = pairable.reduce(
    (sum, unit) => sum + among(unit.map((value) => [value, 1] as const)) / (unit.length - 1),
    0,
  );
  const expected = among(counts) / (values.length - 1);
  return expected === 0 ? 1 : 1 - observed / expected;
}
