/** A configuration after an edit, and what was there before. */
export interface SshdEdit {
  readonly text: string;
  /** The line that was replaced; null when the option was added. */
  readonly removed: string | null;
  readonly added: string | null;
  /** Exceptions inside Match blocks that still say otherwise: people decide about those. */
  readonly exceptions: readonly string[];
}

/**
 * Sets an option for everybody in the text of an sshd_config. sshd takes the first value it meets, and what follows
 * `Match` holds for some only; so the first line before any Match counts, and a new one goes before the first Match.
 * @returns `added: null` when the option already had the value
 */
export function setSshdOption(text: string, option: string, value: string): SshdEdit {
  const lines = text.split('\n');
  const matchAt = lines.findIndex((line) => keywordOf(line) === 'match');
  const globalEnd = matchAt < 0 ? lines.length : matchAt;
  const at = lines.findIndex((line, index) => index < globalEnd && keywordOf(line) === option.toLowerCase());
  const exceptions = exceptionsIn(lines.slice(globalEnd), option, value);
  const added = `${option} ${value}`;
  if (at >= 0 && settingOf(lines[at] ?? '') === value.toLowerCase())
    return { text, removed: null, added: null, exceptions };
  if (at >= 0) return { text: lines.with(at, added).join('\n'), removed: (lines[at] ?? '').trim(), added, exceptions };
  const insertAt = matchAt < 0 && lines.at(-1) === '' ? lines.length - 1 : globalEnd;
  return { text: lines.toSpliced(insertAt, 0, added).join('\n'), removed: null, added, exceptions };
}

function exceptionsIn(lines: readonly string[], option: string, value: string): string[] {
  const exceptions: string[] = [];
  let block = '';
  for (const line of lines) {
    if (keywordOf(line) === 'match') block = line.trim();
    else if (keywordOf(line) === option.toLowerCase() && settingOf(line) !== value.toLowerCase()) {
      exceptions.push(`${block}: ${line.trim()}`);
    }
  }
  return exceptions;
}

/** `keyword value` or `keyword=value`, in any case; a comment has neither. */
const optionLine = /^\s*([A-Za-z]+)(?:\s+|\s*=\s*)(.*?)\s*(?:#.*)?$/;
const keywordOf = (line: string): string | null => optionLine.exec(line)?.[1]?.toLowerCase() ?? null;
const settingOf = (line: string): string => (optionLine.exec(line)?.[2] ?? '').replace(/^"(.*)"$/, '$1').toLowerCase();
