import type { Capabilities } from '../../dsl/estimate/capabilities.ts';
import { type Look, pens } from './look.ts';
import { visibleLine, wrap } from './text.ts';

const rows: readonly (readonly [label: string, kind: keyof Capabilities])[] = [
  ['rooms', 'rooms'],
  ['people', 'people'],
  ['hosts', 'hosts'],
  ['secrets', 'secrets'],
  ['agents', 'agents'],
  ['HOST tools', 'hostTools'],
  ['events', 'events'],
  ['loops', 'loops'],
  ['undone', 'undone'],
  ['not undone', 'notUndone'],
];

/** What runs may touch, a line for each kind there is. */
export function renderCapabilities(capabilities: Capabilities, look: Look, indent = '    '): string[] {
  const pen = pens(look);
  return rows.flatMap(([label, kind]) => {
    const what = capabilities[kind];
    if (what.length === 0) return [];
    const [first = '', ...others] = wrap(what.map(visibleLine).join(', '), look.width, `${indent}${' '.repeat(12)}`);
    const shown = kind === 'notUndone' ? pen.yellow(label) : pen.dim(label);
    return [`${indent}${shown}${' '.repeat(12 - label.length)}${first.trimStart()}`, ...others];
  });
}
