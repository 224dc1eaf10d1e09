import type { Result } from '../commands/result.ts';
import { type Look, pens, signsOf } from './look.ts';
import { visible, visibleLine } from './text.ts';

/** A picture as its text, or where it was written to. */
export function renderDrawing({ content, file, format }: Extract<Result, { kind: 'drawn' }>, look: Look): string {
  if (file !== null) {
    const size = `${Math.max(1, Math.round(content.length / 1024))} KiB`;
    return `${pens(look).green(signsOf(look).completed)} ${visibleLine(file)}: ${format} of ${size}`;
  }
  return typeof content === 'string' ? pens(look).code(visible(content).replace(/\n$/, '')) : '';
}
