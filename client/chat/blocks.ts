import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

/** Something that was pasted into a message, between fences or as the program that fills its rest. */
export type Block =
  | { readonly kind: 'loop'; readonly text: string }
  | { readonly kind: 'values'; readonly values: JsonObject }
  | { readonly kind: 'text'; readonly text: string };

export interface BlocksAndRest {
  readonly blocks: readonly Block[];
  /** The message without them. */
  readonly rest: string;
}

/** A fence that is never closed goes on to the end, as renderers of Markdown have it. */
const fence = /(```|~~~)(?:([A-Za-z]*)[ \t]*\n)?([\s\S]*?)(?:\1|$)/g;
const programBegins = /^[ \t]*(?:LOOP|TOOLS)\b/m;

/** Takes what was pasted out of a message. */
export function takeBlocks(body: string): BlocksAndRest {
  const blocks: Block[] = [];
  const rest = body.replaceAll(fence, (_, _fence: string, language: string | undefined, text: string) => {
    blocks.push(blockOf(language ?? '', text));
    return '\n';
  });
  if (blocks.length > 0) return { blocks, rest };
  // Somebody who pastes a program and forgets the fences.
  const at = /\n[ \t]*(?:LOOP|TOOLS)\b/.exec(body)?.index ?? (/^(?:LOOP|TOOLS)\b/.test(body) ? -1 : null);
  if (at === null) return { blocks, rest };
  return { blocks: [{ kind: 'loop', text: body.slice(at + 1) }], rest: body.slice(0, Math.max(0, at)) };
}

function blockOf(language: string, text: string): Block {
  const named = language.toLowerCase();
  if (named === 'loop') return { kind: 'loop', text };
  const values = named === '' || named === 'json' ? objectIn(text) : null;
  if (values !== null) return { kind: 'values', values };
  return named === '' && programBegins.test(text) ? { kind: 'loop', text } : { kind: 'text', text };
}

function objectIn(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
