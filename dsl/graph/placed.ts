import { graphlib, layout } from '@dagrejs/dagre';
import { arrowsOf } from './arrows.ts';
import type { GraphBlock, GraphFrame, GraphNode } from './model.ts';
import { brokenText, textWidth } from './text-width.ts';

/** Where everything is, in pixels; what is inside something is placed from its upper left corner. */
export interface PlacedBlock {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  /** Points of lines that are straight where they go down, and bend in between. */
  readonly arrows: readonly (readonly Point[])[];
}
export interface PlacedNode {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: readonly string[];
  readonly words: readonly string[];
  readonly tags: readonly (readonly string[])[];
  readonly frames: readonly PlacedFrame[];
}
export interface PlacedFrame {
  readonly label: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where its block begins. */
  readonly inner: Point;
  readonly block: PlacedBlock;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Sizes of fonts and the room around things, in pixels. */
export const look = {
  title: 14,
  words: 12,
  tag: 11,
  titleLine: 19,
  wordsLine: 16,
  tagLine: 15,
  tagPadding: 4,
  padding: 12,
  icon: 22,
  iconGap: 9,
  gap: 14,
  textMax: 250,
  textMin: 90,
};
const between = { nodes: 26, layers: 48 };
const linesMax = { title: 2, words: 4, tag: 2 };
/** Frames side by side are at most so wide together. */
const rowMax = 1_500;

/** Layers are waves: every node stands below all it comes after, as high as it can. */
export function placedBlock({ nodes, edges }: GraphBlock): PlacedBlock {
  const connected = new Set(edges.flat());
  const free = nodes.filter(({ id }) => !connected.has(id)).map(sized);
  const layered = layeredNodes(nodes.filter(({ id }) => connected.has(id)).map(sized), edges);
  const grid = gridOf(free);
  if (layered.nodes.length === 0) return grid;
  if (grid.nodes.length === 0) return layered;
  const besides = layered.width + between.nodes;
  return {
    width: besides + grid.width,
    height: Math.max(layered.height, grid.height),
    nodes: [...layered.nodes, ...grid.nodes.map((node) => ({ ...node, x: node.x + besides }))],
    arrows: layered.arrows,
  };
}

/** Nodes that nothing orders, in rows. */
function gridOf(nodes: readonly PlacedNode[]): PlacedBlock {
  const columns = nodes.length <= 4 ? nodes.length : Math.ceil(Math.sqrt(nodes.length * 1.3));
  const placed: PlacedNode[] = [];
  let y = 0;
  let width = 0;
  for (let at = 0; at < nodes.length; at += columns) {
    const row = nodes.slice(at, at + columns);
    let x = 0;
    for (const node of row) {
      placed.push({ ...node, x, y });
      x += node.width + between.nodes;
    }
    width = Math.max(width, x - between.nodes);
    y += Math.max(...row.map(({ height }) => height)) + between.nodes;
  }
  return { width, height: Math.max(0, y - between.nodes), nodes: placed, arrows: [] };
}

function layeredNodes(nodes: readonly PlacedNode[], edges: GraphBlock['edges']): PlacedBlock {
  if (nodes.length === 0) return { width: 0, height: 0, nodes: [], arrows: [] };
  const graph = new graphlib.Graph();
  // The ranker puts nodes as far down as it can. From the bottom up that is as early as they can begin.
  graph.setGraph({
    rankdir: 'BT',
    ranker: 'longest-path',
    nodesep: between.nodes,
    ranksep: between.layers,
    edgesep: 16,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { node, width, height } of nodes) graph.setNode(node.id, { width, height });
  for (const [from, to] of edges) graph.setEdge(to, from);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const placed = nodes.map((node) => {
    const { x, y } = graph.node(node.node.id) as Point;
    return { ...node, x: x - node.width / 2, y: y - node.height / 2 };
  });
  const bends = edges.map(([from, to]) => [...((graph.edge(to, from) as { points?: Point[] }).points ?? [])].reverse());
  return { width, height, nodes: placed, arrows: arrowsOf(edges, bends, placed) };
}

/** A node with the room it needs, not placed yet. */
function sized(node: GraphNode): PlacedNode {
  const title = brokenText(node.title, look.title, look.textMax, linesMax.title);
  const words = brokenText(node.words, look.words, look.textMax, linesMax.words);
  const tags = node.tags.map((tag) => brokenText(tag, look.tag, look.textMax - 2 * look.tagPadding, linesMax.tag));
  const texts = [
    ...title.map((line) => textWidth(line, look.title)),
    ...words.map((line) => textWidth(line, look.words)),
    ...tags.flat().map((line) => textWidth(line, look.tag) + 2 * look.tagPadding),
  ];
  const textsWide = Math.max(look.textMin, ...texts);
  const head = headHeight({ title, words, tags });
  const found = placedFrames(node.frames, head + 2 * look.padding - 2);
  const framesWide = Math.max(0, ...found.map(({ x, width }) => x + width));
  const width = Math.ceil(Math.max(textsWide + look.icon + look.iconGap + 2 * look.padding, framesWide + look.padding));
  const frames = found.length === 1 ? found.map((frame) => widened(frame, width - 2 * look.padding)) : found;
  const framesHigh = Math.max(0, ...frames.map(({ y, height }) => y + height));
  return {
    node,
    x: 0,
    y: 0,
    width,
    height: Math.ceil(frames.length === 0 ? head + 2 * look.padding : framesHigh + look.padding),
    title,
    words,
    tags,
    frames,
  };
}

function widened(frame: PlacedFrame, width: number): PlacedFrame {
  return { ...frame, width, inner: { ...frame.inner, x: (width - frame.block.width) / 2 } };
}

function headHeight({ title, words, tags }: Pick<PlacedNode, 'title' | 'words' | 'tags'>): number {
  const tagsHigh = tags.reduce((high, lines) => high + lines.length * look.tagLine + 2 * look.tagPadding, 0);
  return title.length * look.titleLine + words.length * look.wordsLine + tagsHigh;
}

/** Branches side by side, in as many rows as they need. @param top below the words of their node */
function placedFrames(frames: readonly GraphFrame[], top: number): readonly PlacedFrame[] {
  const placed: PlacedFrame[] = [];
  let x = look.padding;
  let y = top;
  let rowHigh = 0;
  for (const { label, block } of frames) {
    const inner = placedBlock(block);
    const lines = label === null ? [] : brokenText(label, look.words, Math.max(140, inner.width), linesMax.words);
    const labelHigh = lines.length === 0 ? 0 : lines.length * look.wordsLine + 4;
    const labelWide = Math.max(0, ...lines.map((line) => textWidth(line, look.words)));
    const width = Math.max(60, inner.width, labelWide) + 2 * look.gap;
    const height = Math.max(16, inner.height) + labelHigh + 2 * look.gap;
    if (x > look.padding && x + width > rowMax) {
      x = look.padding;
      y += rowHigh + look.padding;
      rowHigh = 0;
    }
    const start = { x: (width - inner.width) / 2, y: look.gap + labelHigh };
    placed.push({ label: lines, x, y, width, height, inner: start, block: inner });
    x += width + look.padding;
    rowHigh = Math.max(rowHigh, height);
  }
  return placed;
}
