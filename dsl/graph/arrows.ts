import type { PlacedNode, Point } from './placed.ts';

/** How far apart arrows meet the same node, in pixels. */
const spread = 22;
/** The last part of a line, behind its head. */
const straight = 9;

/**
 * Lines from below one node to above another. Beside the nodes of a layer they go straight down, so that they cross
 * none of them, and bend between the layers only.
 * @param bends for each pair, where the layout lets its line pass
 */
export function arrowsOf(
  edges: readonly (readonly [string, string])[],
  bends: readonly (readonly Point[])[],
  nodes: readonly PlacedNode[],
): readonly (readonly Point[])[] {
  const byId = new Map(nodes.map((node) => [node.node.id, node]));
  const layers = layersOf(nodes);
  const between = bends.map((points) => points.slice(1, -1).flatMap((point) => throughLayer(point, layers)));
  const comingFrom = (edge: number): number => between[edge]?.at(-1)?.x ?? middleOf(byId.get(edges[edge]?.[0] ?? ''));
  const goingTo = (edge: number): number => between[edge]?.[0]?.x ?? middleOf(byId.get(edges[edge]?.[1] ?? ''));
  return edges.map(([from, to], at) => {
    const [above, below] = [byId.get(from), byId.get(to)];
    if (above === undefined || below === undefined) return [];
    const leaving = edges.flatMap(([other], edge) => (other === from ? [edge] : []));
    const arriving = edges.flatMap(([, other], edge) => (other === to ? [edge] : []));
    const start = { x: door(above, at, leaving, goingTo), y: above.y + above.height };
    const end = { x: door(below, at, arriving, comingFrom), y: below.y };
    return [
      start,
      { x: start.x, y: layerOf(above, layers).bottom },
      ...(between[at] ?? []),
      { x: end.x, y: layerOf(below, layers).top - straight },
      end,
    ];
  });
}

interface Layer {
  readonly middle: number;
  readonly top: number;
  readonly bottom: number;
}

/** Nodes of one layer have their middles at one height. */
function layersOf(nodes: readonly PlacedNode[]): readonly Layer[] {
  const layers = new Map<number, Layer>();
  for (const { y, height } of nodes) {
    const middle = Math.round(y + height / 2);
    const known = layers.get(middle) ?? { middle, top: y, bottom: y + height };
    layers.set(middle, { middle, top: Math.min(known.top, y), bottom: Math.max(known.bottom, y + height) });
  }
  return [...layers.values()];
}

const isAt = (y: number, { middle }: Layer): boolean => Math.abs(middle - y) <= 1;

function layerOf({ y, height }: PlacedNode, layers: readonly Layer[]): Layer {
  return layers.find((layer) => isAt(y + height / 2, layer)) ?? { middle: y, top: y, bottom: y + height };
}

/** A line that passes a layer does so straight; points between layers are not needed. */
function throughLayer({ x, y }: Point, layers: readonly Layer[]): readonly Point[] {
  const layer = layers.find((each) => isAt(y, each));
  if (layer === undefined) return [];
  return [
    { x, y: layer.top },
    { x, y: layer.bottom },
  ];
}

const middleOf = (node: PlacedNode | undefined): number => (node === undefined ? 0 : node.x + node.width / 2);

/** Where a line meets its node: several are spread, in the order of where they lead. */
function door(node: PlacedNode, edge: number, edges: readonly number[], leadsTo: (edge: number) => number): number {
  const ordered = edges.toSorted((one, other) => leadsTo(one) - leadsTo(other) || one - other);
  const step = Math.min(spread, (node.width - 40) / Math.max(1, edges.length));
  return middleOf(node) + (ordered.indexOf(edge) - (edges.length - 1) / 2) * step;
}
