/** Numbers from 0 up to 1, the same for the same seed. @see mulberry32, Tommy Ettinger, 2017 */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a program is made of, and what comes into one by accident. */
export const pieces = [
  ...[
    'LOOP',
    'END',
    'STEPS:',
    'INPUT:',
    'OUTPUT:',
    'TOOLS:',
    'TOOLS x',
    'USES:',
    'IF',
    'ELSE:',
    'ELSE IF',
    'FOR x IN',
    'REPEAT',
  ],
  ...[
    'FIRST:',
    'YIELD',
    'UNTIL',
    'ASK',
    'SAY',
    'WAIT FOR',
    'WHEN',
    'AFTER',
    'RETRY 3',
    'UNDO',
    'HOST',
    'HTTP GET',
    'READ',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '\\',
    '\\u{',
    '#',
    '# x',
    '@a',
    '#a',
    '-',
    '- ',
    '=',
    '==',
    '=>',
    '->',
    '?',
    '?.',
  ],
  ...[
    '??',
    ':',
    ',',
    '.',
    '..',
    '|',
    '||',
    '&&',
    '<',
    '>',
    '!',
    '!!!!',
    '+',
    '*',
    '/',
    '%',
    'list<',
    'map<',
    '30s',
    '0x1',
    '1e9',
  ],
  ...[
    '__proto__',
    'constructor',
    'true',
    'null',
    'in',
    'it',
    '\n',
    '\n\n',
    '\r\n',
    '\t',
    '\u0000',
    '\u00a0',
    '\u200b',
    '\u202e',
  ],
  ...[
    '“',
    '”',
    '–',
    '•',
    '```',
    '\ud83d\ude00',
    '\ud800',
    '日本',
    'é',
    '\u2028',
    '\ufeff',
    '(((((((((',
    '[[[[[[[[',
    '{{{{{{{{',
    '""""',
  ],
];

/** A text that was a program once: one to six cuts, copies, swaps and insertions away from it. */
export function mutated(programs: readonly string[], random: () => number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let text = pick(programs);
  for (let changes = 1 + Math.floor(random() * 6); changes > 0; changes -= 1) {
    const start = Math.floor(random() * (text.length + 1));
    const end = Math.min(text.length, start + Math.floor(random() ** 3 * 80));
    const part = text.slice(start, end);
    const other = pick(programs);
    const from = Math.floor(random() * other.length);
    const change = pick(['cut', 'insert', 'insert', 'replace', 'double', 'graft', 'case', 'repeat', 'end'] as const);
    if (change === 'cut') text = text.slice(0, start) + text.slice(end);
    else if (change === 'insert') text = text.slice(0, start) + pick(pieces) + text.slice(start);
    else if (change === 'replace') text = text.slice(0, start) + pick(pieces) + text.slice(end);
    else if (change === 'double') text = text.slice(0, end) + part + text.slice(end);
    else if (change === 'graft') text = text.slice(0, start) + other.slice(from, from + 120) + text.slice(end);
    else if (change === 'repeat')
      text = text.slice(0, start) + pick(pieces).repeat(1 + Math.floor(random() * 40)) + text.slice(start);
    else if (change === 'end') text = text.slice(0, start);
    else {
      const turned = part === part.toUpperCase() ? part.toLowerCase() : part.toUpperCase();
      text = text.slice(0, start) + turned + text.slice(end);
    }
  }
  return text;
}
