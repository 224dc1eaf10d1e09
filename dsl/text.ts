import type { TextNode } from './tree.ts';

/** What a text says when nothing is put into it; null when it has holes. */
export function constantText({ parts }: TextNode): string | null {
  let text = '';
  for (const part of parts) {
    if (part.kind !== 'piece') return null;
    text += part.text;
  }
  return text;
}
