import type { Point } from './placed.ts';

/** An element of SVG without content. */
export function drawn(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(attributes).map(([key, value]) => `${key}="${escapedText(String(value))}"`);
  return `<${name} ${written.join(' ')}/>`;
}

export function textLine(
  text: string,
  { x, y }: Point,
  { size, weight, fill }: { readonly size: number; readonly weight: number; readonly fill: string },
): string {
  const place = `x="${Math.round(x * 10) / 10}" y="${Math.round(y * 10) / 10}"`;
  return `<text ${place} font-size="${size}" font-weight="${weight}" fill="${fill}">${escapedText(text)}</text>`;
}

/** Text that nothing in XML can mistake for anything else; characters that XML forbids are left out. */
export function escapedText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
