import type { Json } from '../domain/json.ts';
import { readDuration } from './duration.ts';
import { constantText } from './text.ts';
import type { ExpressionNode } from './tree.ts';

/**
 * The value of an expression that mentions nothing: no names, no calls, nothing put into texts.
 * @returns undefined when it does mention something, or is not complete
 */
export function constantOf(node: ExpressionNode): Json | undefined {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'text':
      return constantText(node) ?? undefined;
    case 'room':
    case 'user':
      return node.text;
    case 'duration':
      return readDuration(node.text) ?? undefined;
    case 'group':
      return constantOf(node.of);
    case 'list': {
      const items = node.items.map(constantOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'object':
      return constantObject(node);
    default:
      return undefined;
  }
}

function constantObject({ fields }: Extract<ExpressionNode, { kind: 'object' }>): Json | undefined {
  const entries: [string, Json][] = [];
  for (const { key, value } of fields) {
    const name = keyText(key);
    const constant = value === null ? undefined : constantOf(value);
    if (name === null || constant === undefined) return undefined;
    entries.push([name, constant]);
  }
  return Object.fromEntries(entries);
}

/** The name of a field of an object; null where the key is at fault or has holes. */
export function keyText(key: Extract<ExpressionNode, { kind: 'object' }>['fields'][number]['key']): string | null {
  if (key.kind === 'fault') return null;
  return key.kind === 'identifier' ? key.text : constantText(key);
}
