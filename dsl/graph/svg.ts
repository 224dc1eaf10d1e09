import { appearances } from './appearance.ts';
import { drawn, escapedText, textLine } from './drawn.ts';
import type { GraphBlock, NodeKind, PlanGraph } from './model.ts';
import { look, type PlacedBlock, type PlacedFrame, type PlacedNode, type Point, placedBlock } from './placed.ts';
import { brokenText, textWidth } from './text-width.ts';

const margin = 28;
const narrowest = 480;
const ink = '#0f172a';
const grey = '#475569';
const line = '#94a3b8';
/** The fonts of whoever looks at it; a picture is drawn with the first. */
const fonts = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** A plan as a picture: layers are waves, from above. Texts of the plan stand in it as texts and as nothing else. */
export function svgOf(graph: PlanGraph): string {
  const steps = placedBlock(graph.steps);
  const onError = graph.onError === null ? null : placedBlock(graph.onError);
  const content = Math.max(narrowest, steps.width, onError === null ? 0 : onError.width + 2 * look.gap);
  const head = header(graph, content);
  const parts = [head.drawn, block(steps, { x: margin + (content - steps.width) / 2, y: margin + head.height })];
  let y = margin + head.height + steps.height;
  if (onError !== null) {
    const frame = errorFrame(onError, { x: margin + (content - onError.width) / 2 - look.gap, y: y + 30 });
    parts.push(frame.drawn);
    y += 30 + frame.height;
  }
  const legend = legendOf(kindsOf(graph), { x: margin, y: y + 30 }, content);
  const [width, height] = [Math.ceil(content + 2 * margin), Math.ceil(y + 30 + legend.height + margin - 8)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}" role="img">`,
    `<title>${escapedText(graph.loop)}</title>`,
    drawn('rect', { width, height, fill: '#ffffff' }),
    ...parts,
    legend.drawn,
    '</svg>',
    '',
  ].join('\n');
}

interface Drawing {
  readonly drawn: string;
  readonly height: number;
}

function header({ loop, title, inputs }: PlanGraph, width: number): Drawing {
  const lines = [
    ...brokenText(loop, 20, width, 2).map((text) => ({ text, size: 20, weight: 600, fill: ink, high: 27 })),
    ...brokenText(title ?? '', 13, width, 2).map((text) => ({ text, size: 13, weight: 400, fill: grey, high: 19 })),
    ...brokenText(inputs.length === 0 ? '' : `takes ${inputs.join(', ')}`, 12, width, 3).map((text) => ({
      ...{ text, size: 12, weight: 400, fill: grey, high: 18 },
    })),
  ];
  let y = margin;
  const texts = lines.map(({ text, size, weight, fill, high }) => {
    y += high;
    return textLine(text, { x: margin, y: y - 7 }, { size, weight, fill });
  });
  return { drawn: texts.join('\n'), height: y - margin + 22 };
}

function block({ nodes, arrows }: PlacedBlock, at: Point): string {
  return [
    `<g transform="translate(${round(at.x)} ${round(at.y)})">`,
    ...arrows.map((points) =>
      drawn('path', {
        d: `${curve(points)} ${arrowHead(points)}`,
        ...{ fill: 'none', stroke: line, 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
      }),
    ),
    ...nodes.map(nodeDrawn),
    '</g>',
  ].join('\n');
}

function nodeDrawn({ node, x, y, width, height, title, words, tags, frames }: PlacedNode): string {
  const { colour, ground } = appearances[node.kind];
  const left = look.padding + look.icon + look.iconGap;
  let baseline = look.padding;
  const texts: string[] = [];
  for (const text of title) {
    baseline += look.titleLine;
    texts.push(textLine(text, { x: left, y: baseline - 5 }, { size: look.title, weight: 600, fill: ink }));
  }
  for (const text of words) {
    baseline += look.wordsLine;
    texts.push(textLine(text, { x: left, y: baseline - 4 }, { size: look.words, weight: 400, fill: grey }));
  }
  for (const lines of tags) {
    const high = lines.length * look.tagLine + look.tagPadding;
    const wide = Math.max(...lines.map((text) => textWidth(text, look.tag))) + 2 * look.tagPadding;
    texts.push(
      drawn('rect', { x: left - 2, y: baseline + 3, width: round(wide), height: high - 1, rx: 4, fill: '#e2e8f0' }),
    );
    lines.forEach((text, index) => {
      const place = { x: left - 2 + look.tagPadding, y: baseline + 3 + look.tagLine * (index + 1) - 2 };
      texts.push(textLine(text, place, { size: look.tag, weight: 400, fill: '#334155' }));
    });
    baseline += high + look.tagPadding;
  }
  const stadium = node.kind === 'ask' ? 18 : 9;
  return [
    `<g transform="translate(${round(x)} ${round(y)})">`,
    drawn('rect', { width, height, rx: stadium, fill: ground, stroke: colour, 'stroke-width': 1.4 }),
    icon(node.kind, { x: look.padding, y: look.padding }, look.icon),
    ...texts,
    ...frames.map((frame) => frameDrawn(frame)),
    '</g>',
  ].join('\n');
}

function frameDrawn({ label, x, y, width, height, inner, block: inside }: PlacedFrame): string {
  return [
    `<g transform="translate(${round(x)} ${round(y)})">`,
    drawn('rect', {
      width: round(width),
      height: round(height),
      rx: 7,
      fill: '#ffffff',
      stroke: '#cbd5e1',
      'stroke-dasharray': '4 3',
    }),
    ...label.map((text, index) =>
      textLine(
        text,
        { x: look.gap, y: look.gap + look.wordsLine * (index + 1) - 4 },
        { size: look.words, weight: 600, fill: grey },
      ),
    ),
    inside.nodes.length === 0 ? '' : block(inside, inner),
    '</g>',
  ].join('\n');
}

function errorFrame(inside: PlacedBlock, { x, y }: Point): Drawing {
  const width = Math.max(inside.width, 90) + 2 * look.gap;
  const height = inside.height + 2 * look.gap + look.wordsLine + 6;
  const red = appearances.fail.colour;
  const drawing = [
    drawn('rect', { x, y, width, height, rx: 9, fill: '#fffafa', stroke: red, 'stroke-dasharray': '5 4' }),
    textLine(
      'ON ERROR',
      { x: x + look.gap, y: y + look.gap + look.wordsLine - 4 },
      { size: look.words, weight: 600, fill: red },
    ),
    block(inside, { x: x + look.gap, y: y + look.gap + look.wordsLine + 6 }),
  ];
  return { drawn: drawing.join('\n'), height };
}

function icon(kind: NodeKind, { x, y }: Point, size: number): string {
  const { colour, icon: strokes } = appearances[kind];
  const scale = size / look.icon;
  return [
    `<g transform="translate(${round(x)} ${round(y)}) scale(${round(scale)})">`,
    drawn('circle', { cx: 11, cy: 11, r: 11, fill: colour }),
    drawn('path', {
      d: strokes,
      fill: 'none',
      stroke: '#ffffff',
      'stroke-width': 1.7,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
    '</g>',
  ].join('');
}

/** What the icons mean that are there. */
function legendOf(kinds: ReadonlySet<NodeKind>, at: Point, width: number): Drawing {
  const size = 16;
  const parts: string[] = [drawn('line', { x1: at.x, y1: at.y, x2: at.x + width, y2: at.y, stroke: '#e2e8f0' })];
  let x = at.x;
  let y = at.y + 14;
  for (const [kind, { label }] of Object.entries(appearances) as [NodeKind, { label: string }][]) {
    if (!kinds.has(kind)) continue;
    const wide = size + 6 + textWidth(label, look.tag) + 20;
    if (x > at.x && x + wide > at.x + width) {
      x = at.x;
      y += size + 8;
    }
    parts.push(icon(kind, { x, y }, size));
    parts.push(textLine(label, { x: x + size + 6, y: y + 12 }, { size: look.tag, weight: 400, fill: grey }));
    x += wide;
  }
  return { drawn: parts.join('\n'), height: y + size - at.y };
}

function kindsOf({ steps, onError }: PlanGraph): ReadonlySet<NodeKind> {
  const inside = ({ nodes }: GraphBlock): NodeKind[] =>
    nodes.flatMap(({ kind, frames }) => [kind, ...frames.flatMap((frame) => inside(frame.block))]);
  return new Set([...inside(steps), ...(onError === null ? [] : inside(onError))]);
}

/** A line through points, straight where it goes down and bending where it does not. */
function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (first === undefined) return '';
  let { x, y } = first;
  const parts = [`M${round(x)} ${round(y)}`];
  for (const point of others) {
    const halfway = round((y + point.y) / 2);
    if (Math.abs(point.x - x) < 0.5) parts.push(`L${round(point.x)} ${round(point.y)}`);
    else parts.push(`C${round(x)} ${halfway} ${round(point.x)} ${halfway} ${round(point.x)} ${round(point.y)}`);
    ({ x, y } = point);
  }
  return parts.join(' ');
}

/** Lines end going down. */
function arrowHead(points: readonly Point[]): string {
  const { x, y } = points.at(-1) ?? { x: 0, y: 0 };
  return `M${round(x - 4)} ${round(y - 6.5)} L${round(x)} ${round(y - 1.5)} L${round(x + 4)} ${round(y - 6.5)}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
