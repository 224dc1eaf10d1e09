/**
 * How long runs take, counted in classes so that one more run costs the same however many there were: class `n` holds
 * runs of 2^(n/4) up to 2^((n+1)/4) milliseconds, four classes to a doubling, so a median is right to within 10 percent.
 */
export const classesPerDoubling = 4;
/** The last class holds everything above; 2^36 milliseconds are two years. */
export const classesMax = 144;

/**
 * @param counts runs in each class, from the first
 * @returns the middle of the class the median run is in, in milliseconds; null without runs
 */
export function medianOf(counts: readonly number[]): number | null {
  const runs = counts.reduce((sum, count) => sum + count, 0);
  if (runs === 0) return null;
  let before = 0;
  const at = counts.findIndex((count) => {
    before += count;
    return before >= runs / 2;
  });
  return Math.round(2 ** ((at + 0.5) / classesPerDoubling));
}

/** Class by class, the runs of several versions together. */
export function together(all: readonly (readonly number[])[]): number[] {
  const sum: number[] = [];
  for (const counts of all) {
    for (const [at, count] of counts.entries()) sum[at] = (sum[at] ?? 0) + count;
  }
  return sum;
}
