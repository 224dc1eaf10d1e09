/**
 * Text from logs as inline code: whatever an attacker wrote into a log, it stays text. Control characters must be gone
 * already (`logs/shown.ts`).
 */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const inner = text.startsWith('`') || text.endsWith('`') ? ` ${text} ` : text;
  return `${fence}${inner}${fence}`;
}

/** Plain text with everything escaped that Markdown or HTML would read as something else, links included. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#~&]|:(?=\/\/)|(?<=www)\./gi, (mark) => `\\${mark}`);
}

/** Cells may hold code and escaped text; a bar would end a cell even there. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A bullet for each item, or a sentence when there is none. */
export function bullets(items: readonly string[], none: string): string[] {
  return items.length === 0 ? [none] : items.map((item) => `- ${item}`);
}
