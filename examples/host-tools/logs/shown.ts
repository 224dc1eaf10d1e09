import { ownCopy } from './event.ts';

/** Control characters, and marks that are invisible or turn the reading direction. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from a log, safe to show: what cannot be seen is written as `U+001B`, and what is too long is cut. */
export function shown(text: string, bytesMax = 200): string {
  // Every character has at least one byte, so nothing past this cut could be shown; it also bounds the work.
  const start = ownCopy(text.slice(0, bytesMax + 1));
  const visible = start.replace(
    unseen,
    (mark) => `U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  if (Buffer.byteLength(visible) <= bytesMax) return visible;
  let kept = '';
  let bytes = Buffer.byteLength('…');
  for (const character of visible) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    kept += character;
  }
  return `${kept}…`;
}

/** `2026-01-01T01:31:47Z`: whole seconds, UTC. */
export function shownTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `734 MB`, `12 kB`, `312 bytes`. */
export function shownBytes(bytes: number): string {
  if (bytes < 1e3) return counted(bytes, 'byte');
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `1 host`, `3 hosts`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
