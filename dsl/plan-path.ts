/**
 * Paths of a plan and of a run. The plan has `[]` where a run puts the position of an item or a round, outer ones first:
 * `contain[].cut` at position 3 is `contain[3].cut`.
 */
export function runtimePath(planned: string, positions: readonly number[]): string {
  let level = 0;
  return planned.replaceAll('[]', () => `[${positions[level++] ?? ''}]`);
}

/** @param known how many positions, outer ones first, stay as they are */
export function plannedPath(runtime: string, known = 0): string {
  let level = 0;
  return runtime.replaceAll(/\[\d+\]/g, (position) => (level++ < known ? position : '[]'));
}

export function positionsOf(runtime: string): readonly number[] {
  return [...runtime.matchAll(/\[(\d+)\]/g)].map(([, position]) => Number(position));
}
