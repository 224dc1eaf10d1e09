import type { SourceNode, Span } from '../tree.ts';

/** Any node of a tree, as far as one looks for it by its place. */
export interface PlacedNode {
  readonly kind: string;
  readonly span: Span;
}

/** The nodes that hold a place, outer ones first; between two nodes a place belongs to the one that begins there. */
export function nodesAt(tree: SourceNode, offset: number): readonly PlacedNode[] {
  const found: PlacedNode[] = [];
  for (let children = placedIn(tree); ; ) {
    const next =
      children.find(({ span }) => span.start <= offset && offset < span.end) ??
      children.find(({ span }) => span.start <= offset && offset === span.end);
    if (next === undefined) return found;
    found.push(next);
    children = placedIn(next);
  }
}

/** The nearest nodes below one that have a place. */
function placedIn(parent: object): PlacedNode[] {
  return Object.entries(parent).flatMap(([name, value]) => (name === 'span' ? [] : placed(value)));
}

function placed(value: unknown): PlacedNode[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(placed);
  return isPlaced(value) ? [value] : placedIn(value);
}

function isPlaced(value: object): value is PlacedNode {
  return 'kind' in value && 'span' in value;
}
