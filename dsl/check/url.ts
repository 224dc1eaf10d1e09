import type { Finding } from '../finding.ts';
import { ungrouped } from '../lines-of-blocks.ts';
import { type ExpressionNode, faultsIn, type Span, type TextNode } from '../tree.ts';

const example = 'Write it as in "https://siem.example/incidents/{id}": scheme and host fixed, values behind them.';
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$/i;

/**
 * Where a tool made by HTTP sends its request. Who reads the program must see which host it talks to, so nothing can be
 * put into the scheme, the host and the port.
 */
export function* checkUrl(node: ExpressionNode, hasSecret: boolean): Iterable<Finding> {
  if (faultsIn(node).length > 0) return;
  const text = ungrouped(node);
  const bad = (span: Span, message: string, hint: string): Finding => ({ code: 'loop.bad_tool', span, message, hint });
  if (text.kind !== 'text') {
    yield bad(node.span, 'HTTP wants its address as a text.', example);
    return;
  }
  const [first] = text.parts;
  const fixed = first?.kind === 'piece' ? first.text : '';
  const {
    scheme = '',
    authority = '',
    rest = '',
  } = /^(?<scheme>[^:/?#]*:\/\/)?(?<authority>[^/?#]*)(?<rest>.*)$/s.exec(fixed)?.groups ?? {};
  const hole = firstHole(text);
  if (scheme === '' || (hole !== null && rest === '')) {
    const where = hole !== null && rest === '' ? hole : text.span;
    yield scheme === '' && hole !== where
      ? bad(text.span, 'The address does not begin with its scheme.', example)
      : bad(
          where,
          'Nothing can be put into the scheme, host or port of an address: who reads it must see where it goes.',
          example,
        );
    return;
  }
  if (scheme !== 'https://' && scheme !== 'http://') {
    yield bad(
      text.span,
      `HTTP does not speak "${scheme.slice(0, 20)}".`,
      'Write https:// (or http://, which everybody on the way can read).',
    );
  } else if (scheme === 'http://' && hasSecret) {
    yield {
      code: 'loop.plain_http',
      span: text.span,
      message: 'AUTH sends its secret over http://, and everybody on the way can read it.',
      hint: 'Write https://.',
    };
  }
  if (authority.includes('@')) {
    yield bad(text.span, 'An address holds no user and no password.', 'Write AUTH and the name of a secret behind it.');
    return;
  }
  const [, host = '', port = null] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  if (!hostName.test(host)) yield bad(text.span, `"${host.slice(0, 60)}" is no name of a host.`, example);
  else if (port !== null && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    yield bad(text.span, `"${port.slice(0, 20)}" is no port.`, 'Write a number from 1 to 65535, or leave it out.');
  }
  const pieces = text.parts.map((part) => (part.kind === 'piece' ? part.text : ''));
  if (pieces.some((piece) => /[\s\\]/.test(piece))) {
    yield bad(
      text.span,
      'An address holds no spaces and no backslashes.',
      'Write %20 for a space; values that are put in are encoded by themselves.',
    );
  }
  if (pieces.some((piece) => piece.includes('#'))) {
    yield bad(text.span, 'What stands behind # is never sent.', 'Delete it, or write %23 for the sign itself.');
  }
}

function firstHole({ parts }: TextNode): Span | null {
  for (const part of parts) if (part.kind !== 'piece') return part.span;
  return null;
}
