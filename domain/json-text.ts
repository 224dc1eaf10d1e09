/** What JSON.parse lets pass and nobody should: found on the text, before anything is made of it. */
export interface JsonFault {
  readonly kind: 'too_deep' | 'duplicate_key' | 'unsafe_key';
  /** The key, or how deep it is. */
  readonly what: string;
}

/** Names that mean something to JavaScript itself. */
const unsafeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Looks at a JSON text for nesting without end, for keys that stand twice in one object, of which JSON.parse keeps the last
 * in silence, and for keys that reach into prototypes. What is no JSON at all JSON.parse tells.
 * @param depthMax how deep lists and objects may be nested
 */
export function jsonFault(text: string, depthMax: number): JsonFault | null {
  /** For each open bracket the keys so far, or null for a list. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null);
      if (open.length > depthMax) return { kind: 'too_deep', what: String(open.length) };
    } else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfText(text, at);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = decoded(text.slice(at, end));
        if (unsafeKeys.has(key)) return { kind: 'unsafe_key', what: key };
        if (keys.has(key)) return { kind: 'duplicate_key', what: key };
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return null;
}

/** Behind the closing quote of a text, or the end of everything. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\t' || text[at] === '\r') at += 1;
  return text[at] === ':';
}

/** Escapes may hide what a key is. */
function decoded(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
