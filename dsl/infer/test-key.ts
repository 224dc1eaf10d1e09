import type { ExpressionNode } from '../tree.ts';

/** What gives another value when it is worked out again. */
const changing = /\b(?:now|uuid)\s*\(/;

/** A test as it is compared with others: the same letters are the same test; null when it may change its mind. */
export function testKey(test: ExpressionNode, text: string): string | null {
  if (test.kind === 'group') return testKey(test.of, text);
  const written = text.slice(test.span.start, test.span.end);
  if (changing.test(written)) return null;
  // Spaces inside of texts count.
  return written.includes('"') ? written.trim() : written.replace(/\s+/g, ' ').trim();
}
