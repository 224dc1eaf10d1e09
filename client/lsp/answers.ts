import {
  type CompletionItem,
  CompletionItemKind,
  type DocumentSymbol,
  type Hover,
  MarkupKind,
  SymbolKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Hover as Told } from '../../dsl/editor/hover.ts';
import type { Entry } from '../../dsl/editor/outline.ts';
import type { Suggestion } from '../../dsl/editor/suggestion.ts';
import type { Span } from '../../dsl/tree.ts';
import { rangeOf } from './text.ts';

/** What the language says of a place, in the words of the protocol. */
export function hoverAnswer({ span, code, text }: Told, document: TextDocument): Hover {
  const value = code === null ? text : `\`\`\`loop\n${code}\n\`\`\`\n${text}`;
  return { range: rangeOf(span, document), contents: { kind: MarkupKind.Markdown, value } };
}

const completionKinds = {
  word: CompletionItemKind.Keyword,
  value: CompletionItemKind.Variable,
  field: CompletionItemKind.Field,
  tool: CompletionItemKind.Function,
  loop: CompletionItemKind.Module,
  function: CompletionItemKind.Method,
  parameter: CompletionItemKind.Property,
  type: CompletionItemKind.TypeParameter,
} as const satisfies Record<Suggestion['kind'], CompletionItemKind>;

/** What is nearest to the program comes first, the language's own functions last. */
const ranks = {
  parameter: 0,
  field: 0,
  value: 1,
  tool: 2,
  loop: 2,
  word: 3,
  type: 3,
  function: 4,
} as const satisfies Record<Suggestion['kind'], number>;

/** @param replaced the word at the cursor, which the suggestion takes the place of */
export function completionAnswer(suggested: Suggestion, replaced: Span, document: TextDocument): CompletionItem {
  const { label, kind, detail, text } = suggested;
  return {
    label,
    kind: completionKinds[kind],
    detail,
    sortText: `${ranks[kind]}${label}`,
    documentation: { kind: MarkupKind.Markdown, value: text },
    textEdit: { range: rangeOf(replaced, document), newText: label },
  };
}

const symbolKinds = {
  loop: SymbolKind.Module,
  toolbox: SymbolKind.Class,
  section: SymbolKind.Namespace,
  tool: SymbolKind.Function,
  input: SymbolKind.Variable,
  step: SymbolKind.Event,
  control: SymbolKind.Struct,
} as const satisfies Record<Entry['kind'], SymbolKind>;

export function symbolAnswer(entry: Entry, document: TextDocument): DocumentSymbol {
  const { name, kind, detail, span, nameSpan, inside } = entry;
  return {
    name,
    kind: symbolKinds[kind],
    detail,
    range: rangeOf(span, document),
    selectionRange: rangeOf(nameSpan, document),
    children: inside.map((each) => symbolAnswer(each, document)),
  };
}
