import { limits } from '../../domain/limits.ts';
import { httpMethods } from '../compile-tool.ts';
import type { Finding } from '../finding.ts';
import { functionsAlone } from '../function-calls.ts';
import { ungrouped } from '../lines-of-blocks.ts';
import { liveIn } from '../live.ts';
import { nearest } from '../nearest.ts';
import { isIdentifier, type Program } from '../program.ts';
import {
  type ExpressionNode,
  type Fault,
  faultsIn,
  type Identifier,
  type ImplementationNode,
  type Span,
  type ToolNode,
} from '../tree.ts';
import { checkFunctionCall } from './function-calls.ts';
import { checkUrl } from './url.ts';

type By<Kind> = Extract<ImplementationNode['by'], { kind: Kind }>;

/** Tools made by HTTP and PROMPT: what they send is fixed but for their parameters. */
export function* checkMadeTools(program: Program): Iterable<Finding> {
  for (const tool of program.ownTools) {
    const { implementation } = tool;
    if (implementation.kind === 'fault') continue;
    const { by, read } = implementation;
    if (by.kind === 'http') yield* http(tool, by, read?.span ?? null);
    else if (by.kind === 'prompt') yield* prompt(tool, by, read?.span ?? null);
  }
}

const bad = (span: Span, message: string, hint: string): Finding => ({ code: 'loop.bad_tool', span, message, hint });

function* http(tool: ToolNode, by: By<'http'>, read: Span | null): Iterable<Finding> {
  const { method, url, body, secret, keyword } = by;
  if (isIdentifier(method)) yield* knownMethod(method, read, keyword.span);
  yield* checkUrl(url, secret !== null);
  if (body !== null && faultsIn(body).length === 0 && ungrouped(body).kind !== 'object') {
    yield bad(
      body.span,
      'WITH wants an object: the names of what is sent, with their values.',
      'Write WITH {name: value}; {host} is short for {host: host}.',
    );
  }
  if (secret !== null) yield* properSecret(secret);
  yield* usedParameters(tool, body === null ? [url] : [url, body]);
}

function* knownMethod(method: Identifier, read: Span | null, keyword: Span): Iterable<Finding> {
  const known = httpMethods.find((each) => each === method.text);
  if (known === undefined) {
    const upper = method.text.toUpperCase();
    const meant = httpMethods.find((each) => each === upper) ?? nearest(upper, httpMethods);
    yield bad(
      method.span,
      `HTTP has no method "${method.text.slice(0, 40)}" here.`,
      meant === null ? `Write one of ${httpMethods.join(', ')}.` : `Did you mean ${meant}?`,
    );
  } else if (read !== null && (known === 'PUT' || known === 'PATCH' || known === 'DELETE')) {
    yield bad(read, `READ promises that nothing is changed, and ${known} changes something.`, 'Delete READ.');
  } else if (read === null && (known === 'GET' || known === 'HEAD')) {
    yield {
      code: 'loop.not_marked_read',
      span: keyword,
      message: `${known} should change nothing, and this tool does not say so.`,
      hint: 'Write READ before HTTP, unless the service does change something.',
    };
  }
}

function* properSecret(name: Identifier | Fault): Iterable<Finding> {
  if (name.kind === 'fault' || /^[a-z][a-z0-9_]{0,63}$/.test(name.text)) return;
  const plain = name.text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 64);
  yield bad(
    name.span,
    'AUTH wants the name of a secret that the worker knows, never the secret itself.',
    `Write a name of lower-case letters, digits and _, such as ${plain === '' ? 'siem_token' : plain}; its value stands in HOLOLOOM_SECRET_${plain === '' ? 'SIEM_TOKEN' : plain.toUpperCase()}.`,
  );
}

function* prompt(tool: ToolNode, { prompt: text, agent }: By<'prompt'>, read: Span | null): Iterable<Finding> {
  if (read !== null)
    yield bad(read, 'An agent that is asked changes nothing, so PROMPT takes no READ.', 'Delete READ.');
  if (faultsIn(text).length === 0 && ungrouped(text).kind !== 'text') {
    yield bad(
      text.span,
      'PROMPT wants a text; what changes from call to call is put into it.',
      'Write PROMPT "Summarise: {items}".',
    );
  }
  if (agent !== null && agent.kind === 'identifier' && !/^[a-z][a-z0-9_-]*$/.test(agent.text)) {
    yield bad(
      agent.span,
      `"${agent.text.slice(0, 40)}" cannot be the name of an agent.`,
      'Write lower-case letters, digits, - and _.',
    );
  }
  yield* usedParameters(tool, [text]);
}

/** What is put into a request is made of parameters and functions; and every parameter is there for something. */
function* usedParameters(tool: ToolNode, nodes: readonly ExpressionNode[]): Iterable<Finding> {
  const names = tool.parameters.map(({ name }) => name).filter(isIdentifier);
  const used = new Set<string>();
  for (const node of nodes) {
    const { mentions, calls, parts } = liveIn(node);
    for (const { text, span } of mentions) {
      used.add(text);
      if (names.some((name) => name.text === text)) continue;
      const near = nearest(
        text,
        names.map((name) => name.text),
      );
      yield {
        code: 'loop.unknown_name',
        span,
        message: `The tool has no parameter "${text}", and sees nothing else.`,
        hint: near === null ? `Give it one: (${text}: text).` : `Did you mean "${near}"?`,
      };
    }
    for (const call of calls) {
      const callable = functionsAlone.resolve(call);
      if (callable.kind === 'function' && callable.name !== 'now' && callable.name !== 'uuid') {
        yield* checkFunctionCall(call, callable);
        continue;
      }
      yield {
        code: 'loop.misplaced_call',
        span: call.callee.span,
        message:
          callable.kind === 'function'
            ? `${callable.name}() has its value in a run, and a tool sees only its parameters.`
            : 'A tool is made of its parameters alone; it calls no other.',
        hint: 'Give it a parameter, and call from the line under STEPS.',
      };
    }
    for (const part of parts)
      if (part.kind === 'text' && part.span.end - part.span.start > limits.textCharactersMax) yield tooLong(part.span);
  }
  if (nodes.some((node) => faultsIn(node).length > 0)) return;
  for (const { text, span } of names) {
    if (used.has(text)) continue;
    yield {
      code: 'loop.unused_input',
      span,
      message: `The parameter "${text}" is never used.`,
      hint: 'Put it into the text, or into WITH; or delete it.',
    };
  }
}

const tooLong = (span: Span): Finding => ({
  code: 'loop.too_long',
  span: { start: span.start, end: Math.min(span.end, span.start + 20) },
  message: `This text has ${span.end - span.start} characters; ${limits.textCharactersMax} are the most.`,
  hint: 'Shorten the text.',
});
