/** From the least to the most; `most` is null where nothing bounds it. */
export interface Range {
  readonly least: number;
  readonly most: number | null;
}

export const none: Range = { least: 0, most: 0 };
export const exactly = (count: number): Range => ({ least: count, most: count });
export const upTo = (most: number | null): Range => ({ least: 0, most });

export function sum(ranges: readonly Range[]): Range {
  return ranges.reduce(
    (all, { least, most }) => ({
      least: all.least + least,
      most: all.most === null || most === null ? null : all.most + most,
    }),
    none,
  );
}

/** So many times; zero times without end is nothing. */
export function times(range: Range, count: Range): Range {
  const { most } = range;
  const ends = most === 0 || count.most === 0 ? 0 : most === null || count.most === null ? null : most * count.most;
  return { least: range.least * count.least, most: ends };
}

/** Whichever of them it is. */
export function oneOf([first, ...others]: readonly Range[]): Range {
  if (first === undefined) return none;
  return others.reduce(
    (all, { least, most }) => ({
      least: Math.min(all.least, least),
      most: all.most === null || most === null ? null : Math.max(all.most, most),
    }),
    first,
  );
}

/** The same, but it may as well not happen. */
export const maybe = ({ most }: Range): Range => upTo(most);
