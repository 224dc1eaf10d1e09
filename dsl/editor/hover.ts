import { shownType } from '../describe-type.ts';
import type { Program } from '../program.ts';
import type { CallNode, ExpressionNode, Span, TypeNode, Word } from '../tree.ts';
import { KnownTypes } from './known-types.ts';
import { type Declaration, holds, namedAt, namesOf } from './names.ts';
import { nodesAt } from './nodes-at.ts';
import { loopAt } from './regions.ts';
import { originOf, signatureOf } from './signature.ts';
import { givenHelp, typeHelp, wordHelp } from './word-help.ts';

export interface Hover {
  /** What the hover is about, in the text as written. */
  readonly span: Span;
  /** A line of LOOP, or null. */
  readonly code: string | null;
  /** Sentences in Markdown. */
  readonly text: string;
}

/** What an editor tells about the place under the mouse; null where there is nothing to say. */
export function hoverAt(program: Program, offset: number): Hover | null {
  const nodes = nodesAt(program.tree, offset);
  const types = new KnownTypes(program);
  // The name of a field is part of it; other names are declarations.
  const inner = nodes.findLast(({ kind }) => kind !== 'identifier');
  if (inner === undefined) return null;
  const call = nodes.findLast((node): node is CallNode => node.kind === 'call');
  if (call !== undefined && inner !== call) {
    const about = hoverOfCall(call, offset, loopAt(offset, program));
    if (about !== null) return about;
  }
  return hoverOfName(program, offset, types) ?? hoverOfNode(inner, types);
}

function hoverOfCall(call: CallNode, offset: number, program: Program): Hover | null {
  const { callee } = call;
  const span = callee.kind === 'name' ? callee.span : callee.name.span;
  if (!holds(span, offset)) return null;
  const callable = program.callables.resolve(call);
  const code = signatureOf(callable);
  const text = originOf(callable);
  return text === null ? null : { span, code, text };
}

function hoverOfName(program: Program, offset: number, types: KnownTypes): Hover | null {
  const found = namedAt(offset, namesOf(program));
  const [first] = found?.meaning ?? [];
  if (found === null || first === undefined) return null;
  return { span: found.span, ...aboutDeclaration(first, found, types, program) };
}

function aboutDeclaration(
  declaration: Declaration,
  { span: place, meaning }: { readonly span: Span; readonly meaning: readonly Declaration[] },
  types: KnownTypes,
  program: Program,
): Pick<Hover, 'code' | 'text'> {
  const { kind, text, span } = declaration;
  const typed = `${text}: ${shownType(types.ofUse(place.start, declaration))}`;
  const lines = meaning.flatMap((each) => (each.span === null ? [] : [program.lines.placeOf(each.span.start).line]));
  const where = lines.length === 0 ? '' : ` in line ${lines.join(' or ')}`;
  switch (kind) {
    case 'given':
      return { code: typed, text: givenHelp.get(text) ?? '' };
    case 'tool': {
      const callable = loopAt(place.start, program).callables.resolveName(text);
      return { code: signatureOf(callable), text: originOf(callable) ?? `A tool, declared${where}.` };
    }
    case 'alias':
      return {
        code: span === null ? null : sourceLine(span, program),
        text: 'An alias: calling it runs the loop of the package, a dot calls one of its tools.',
      };
    case 'loop':
      return { code: span === null ? null : sourceLine(span, program), text: `A loop of this source${where}.` };
    default:
      return { code: typed, text: `${nouns[kind]}, given${where}.` };
  }
}

const nouns = {
  input: 'An input',
  step: 'The result of a line',
  variable: 'Each item of FOR in turn',
  item: 'Each item in turn',
  parameter: 'A parameter of the tool',
} as const;

function hoverOfNode(node: { readonly kind: string; readonly span: Span }, types: KnownTypes): Hover | null {
  const { span } = node;
  switch (node.kind) {
    case 'word': {
      const help = wordHelp.get((node as Word).text);
      return help === undefined ? null : { span, code: help.usage, text: help.text };
    }
    case 'named_type':
    case 'container_type': {
      const { name } = node as Extract<TypeNode, { kind: 'named_type' | 'container_type' }>;
      const text = typeHelp.get(name);
      return text === undefined ? null : { span, code: name, text };
    }
    case 'field':
      return { span, code: shownType(types.ofExpression(node as ExpressionNode)), text: 'A field.' };
    default:
      return null;
  }
}

function sourceLine({ start }: Span, { lines }: Program): string {
  return lines.textOf(lines.placeOf(start).line).trim();
}
