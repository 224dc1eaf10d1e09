const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/**
 * A duration as people write it: `30s`, `10m`, `1h30m`, `1.5d`.
 * @returns milliseconds, or null when the text is no duration
 */
export function readDuration(text: string): number | null {
  const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null;
  return parts.reduce((total, [, amount = '', unit = '']) => total + Number(amount) * (unitMs.get(unit) ?? 0), 0);
}
