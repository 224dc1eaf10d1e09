import type { CalibrationBin, QualityStatistics } from '../domain/prediction/statistics.ts';
import { drawn, textLine } from '../dsl/graph/drawn.ts';

const [side, margin, gap, top] = [300, 56, 76, 64];
const [ink, grey, rule] = ['#0f172a', '#475569', '#e2e8f0'];
const fonts = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const largestDot = 13;
const small = { size: 11, weight: 400, fill: grey } as const;

/**
 * What was said against what came, once for quality and once for retries: a dot for each tenth of what was said, as large as
 * it was said often. Dots on the line mean that it was true on average.
 */
export function reliabilityDiagram(statistics: QualityStatistics): string {
  const panels = [
    { title: 'Quality', bins: statistics.quality_bins, colour: '#2563eb' },
    { title: 'Asked again', bins: statistics.retry_bins, colour: '#b45309' },
  ];
  const [width, height] = [2 * side + gap + 2 * margin, side + top + margin + 28];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}" role="img">`,
    '<title>Reliability of predictions</title>',
    drawn('rect', { width, height, fill: '#ffffff' }),
    ...panels.map(({ title, bins, colour }, at) => {
      const place = `<g transform="translate(${margin + at * (side + gap)} ${top})">`;
      return [place, panel(title, bins, colour), '</g>'].join('\n');
    }),
    '</svg>',
    '',
  ].join('\n');
}

function panel(title: string, bins: readonly CalibrationBin[], colour: string): string {
  const used = bins.filter(({ count }) => count > 0);
  const most = Math.max(1, ...used.map(({ count }) => count));
  const total = used.reduce((sum, { count }) => sum + count, 0);
  const y = (share: number): number => side * (1 - share);
  return [
    textLine(title, { x: 0, y: -34 }, { size: 15, weight: 600, fill: ink }),
    textLine(
      total === 0 ? 'nothing is known yet' : `of ${total.toLocaleString('en')} predictions`,
      { x: 0, y: -16 },
      small,
    ),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      drawn('line', { x1: 0, x2: side, y1: y(share), y2: y(share), stroke: rule }),
      drawn('line', { x1: side * share, x2: side * share, y1: 0, y2: side, stroke: rule }),
      textLine(share.toFixed(2), { x: -30, y: y(share) + 4 }, small),
      textLine(share.toFixed(2), { x: side * share - 10, y: side + 18 }, small),
    ]),
    drawn('line', { x1: 0, x2: side, y1: side, y2: 0, stroke: grey, 'stroke-dasharray': '5 4' }),
    ...used.map(({ count, said, came }) =>
      drawn('circle', {
        cx: round(side * said),
        cy: round(y(came)),
        r: round(3 + (largestDot - 3) * Math.sqrt(count / most)),
        ...{ fill: colour, 'fill-opacity': 0.55, stroke: colour },
      }),
    ),
    textLine('what was said', { x: side / 2 - 36, y: side + 40 }, small),
    `<g transform="translate(-40 ${side / 2 + 34}) rotate(-90)">${textLine('what came', { x: 0, y: 0 }, small)}</g>`,
  ].join('\n');
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
