import { normalise } from '../../dsl/normalise.ts';
import { parse } from '../../dsl/parse.ts';
import type { Span } from '../../dsl/tree.ts';
import { type Coloured, openGrammar } from '../support/highlight.ts';
import { programsIn, programsOfPage } from '../support/programs.ts';

let colour: (source: string) => Coloured[];
beforeAll(async () => {
  colour = await openGrammar();
});

/** Each part of a text that has a colour, with the innermost of its scopes; parts of the same scope together. */
function shown(source: string): (readonly [text: string, scope: string])[] {
  return colour(source).flatMap(({ start, end, scopes }) => {
    const text = source.slice(start, end).trim();
    return text === '' ? [] : [[text, (scopes.at(-1) ?? '').replace(/\.loop$/, '')] as const];
  });
}

describe('the colours of a program', () => {
  it('tell the parts of a step apart', () => {
    expect(shown('    - seen = assess(incident_id, fast: true) WHEN level != "low" RETRY 3 EVERY 2s # often')).toEqual([
      ['-', 'punctuation.definition.list'],
      ['seen', 'variable.other.definition'],
      ['=', 'keyword.operator.assignment'],
      ['assess', 'entity.name.function'],
      ['(', 'punctuation.section.brackets'],
      ['incident_id', 'variable.other'],
      [',', 'punctuation.separator'],
      ['fast', 'variable.other'],
      [':', 'punctuation.separator'],
      ['true', 'constant.language'],
      [')', 'punctuation.section.brackets'],
      ['WHEN', 'keyword.other.clause'],
      ['level', 'variable.other'],
      ['!=', 'keyword.operator'],
      ['"', 'punctuation.definition.string.begin'],
      ['low', 'string.quoted.double'],
      ['"', 'punctuation.definition.string.end'],
      ['RETRY', 'keyword.other.clause'],
      ['3', 'constant.numeric'],
      ['EVERY', 'keyword.other.option'],
      ['2s', 'constant.numeric.duration'],
      ['#', 'punctuation.definition.comment'],
      ['often', 'comment.line.number-sign'],
    ]);
  });

  it('tell values inside texts from the texts around them', () => {
    expect(shown('- SAY "About {error.step ?? "a\\n"}!" IN #ops:example.org')).toEqual([
      ['-', 'punctuation.definition.list'],
      ['SAY', 'keyword.control'],
      ['"', 'punctuation.definition.string.begin'],
      ['About', 'string.quoted.double'],
      ['{', 'punctuation.section.interpolation.begin'],
      ['error', 'variable.language'],
      ['.', 'punctuation.accessor'],
      ['step', 'variable.other.property'],
      ['??', 'keyword.operator'],
      ['"', 'punctuation.definition.string.begin'],
      ['a', 'string.quoted.double'],
      ['\\n', 'constant.character.escape'],
      ['"', 'punctuation.definition.string.end'],
      ['}', 'punctuation.section.interpolation.end'],
      ['!', 'string.quoted.double'],
      ['"', 'punctuation.definition.string.end'],
      ['IN', 'keyword.other.option'],
      ['#ops:example.org', 'constant.other.room'],
    ]);
  });

  it('tell types and registered names in declarations', () => {
    expect(shown('  TOOLS:\n    - ring(who: text, at: list<time>?) -> {ok: bool} = READ HOST pager/ring')).toEqual([
      ['TOOLS', 'keyword.other.section'],
      [':', 'punctuation.separator.section'],
      ['-', 'punctuation.definition.list'],
      ['ring', 'entity.name.function'],
      ['(', 'punctuation.section.brackets'],
      ['who', 'variable.parameter'],
      [':', 'keyword.operator.type'],
      ['text', 'support.type'],
      [',', 'punctuation.separator'],
      ['at', 'variable.parameter'],
      [':', 'keyword.operator.type'],
      ['list', 'support.type'],
      ['<', 'keyword.operator.type'],
      ['time', 'support.type'],
      ['>', 'keyword.operator'],
      ['?', 'keyword.operator'],
      [')', 'punctuation.section.brackets'],
      ['->', 'keyword.operator'],
      ['{', 'punctuation.section.brackets'],
      ['ok', 'variable.parameter'],
      [':', 'keyword.operator.type'],
      ['bool', 'support.type'],
      ['}', 'punctuation.section.brackets'],
      ['=', 'keyword.operator'],
      ['READ', 'keyword.other.implementation'],
      ['HOST', 'keyword.other.implementation'],
      ['pager/ring', 'string.unquoted.host'],
    ]);
  });

  it('go back to nothing behind a text that is never closed', () => {
    const after = shown('- a = "never {closed\n- b = 1').slice(-4);
    expect(after.map(([, scope]) => scope)).toEqual([
      'punctuation.definition.list',
      'variable.other.definition',
      'keyword.operator.assignment',
      'constant.numeric',
    ]);
  });
});

const programs: readonly (readonly [string, string])[] = [
  ...programsIn('test/dsl/whole'),
  ...programsIn('examples'),
  ...programsOfPage().map((program, at) => [`program ${at + 1} of docs/LANGUAGE.md`, program] as const),
];

/** What the language says a part of a text is, and how such parts are coloured. */
interface Part {
  readonly what: string;
  readonly span: Span;
  readonly scope: RegExp;
}

/** The parts of a tree with a colour of their own. */
function partsIn(node: unknown): Part[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(partsIn);
  const own = partOf(node as { readonly kind?: string; readonly span: Span });
  return [...own, ...Object.entries(node).flatMap(([name, value]) => (name === 'span' ? [] : partsIn(value)))];
}

function partOf(node: { readonly kind?: string; readonly span: Span }): Part[] {
  const part = (what: string, span: Span, scope: RegExp): Part[] => [{ what, span, scope }];
  switch (node.kind) {
    case 'word':
      return part('keyword', node.span, /^(?:keyword\.(?:control|other)|storage\.type)/);
    case 'room':
      return part('room', node.span, /^constant\.other\.room/);
    case 'user':
      return part('user', node.span, /^constant\.other\.user/);
    case 'duration':
      return part('duration', node.span, /^constant\.numeric\.duration/);
    case 'constant':
      return part('constant', node.span, /^(?:constant\.(?:numeric|language)|keyword\.operator)/);
    case 'named_type':
      // A field without a type is of any type; nothing is written then.
      return node.span.start === node.span.end ? [] : part('type', node.span, /^support\.type/);
    case 'name':
      return part('name', node.span, /^variable\.(?:other|language|parameter)|^entity\.name\.function/);
    case 'call': {
      const { callee } = node as unknown as { readonly callee: { readonly kind: string; readonly span: Span } };
      return callee.kind === 'name' ? part('callee', callee.span, /^entity\.name\.function/) : [];
    }
    case 'step': {
      const { name } = node as unknown as { readonly name: { readonly span: Span } | null };
      return name === null ? [] : part('name of a step', name.span, /^variable\.other\.definition/);
    }
    default:
      return [];
  }
}

describe.each(programs)('the colours of %s', (_, source) => {
  it('say the same as the parser', () => {
    const { text, comments } = normalise(source);
    const colours = colour(source);
    const parts = [
      ...partsIn(parse(text)),
      ...comments.map((span) => ({ what: 'comment', span, scope: /^comment\.line|^punctuation\.definition\.comment/ })),
    ];
    const wrong = parts.flatMap(({ what, span, scope }) => {
      const over = colours.filter(({ start, end }) => start < span.end && span.start < end && start < end);
      const seen = over.filter(({ scopes }) => !scope.test(scopes.at(-1) ?? ''));
      return seen.map(({ start, end, scopes }) => `${what} ${source.slice(start, end)}: ${scopes.join(' ')}`);
    });
    expect(wrong).toEqual([]);
    expect(parts.length).toBeGreaterThan(5);
  });
});
