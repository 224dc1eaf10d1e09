import {
  createConnection,
  type DocumentHighlight,
  DocumentHighlightKind,
  ErrorCodes,
  type InitializeResult,
  type Location,
  ResponseError,
  type TextDocumentPositionParams,
  TextDocumentSyncKind,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { completionsAt } from '../../dsl/editor/completion.ts';
import { hoverAt } from '../../dsl/editor/hover.ts';
import { outlineOf } from '../../dsl/editor/outline.ts';
import { definitionsAt, occurrencesAt, renamingAt } from '../../dsl/editor/renaming.ts';
import { formatProgram } from '../../dsl/format/index.ts';
import type { Program } from '../../dsl/program.ts';
import type { Span } from '../../dsl/tree.ts';
import { completionAnswer, hoverAnswer, symbolAnswer } from './answers.ts';
import type { ContextSource } from './contexts.ts';
import { OpenDocuments } from './documents.ts';
import { changesTo, rangeOf } from './text.ts';

/** Where an editor speaks, and whom the server may ask. */
export interface EditorDoor extends ContextSource {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly version: string;
}

interface Asked {
  readonly document: TextDocument;
  readonly program: Program;
  readonly offset: number;
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['.', '(', ':', '{'] },
  documentSymbolProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentFormattingProvider: true,
};

/**
 * Serves one editor by the Language Server Protocol. The process belongs to it: when the editor says `exit`, or is gone,
 * the process ends.
 * @returns never
 * @see https://microsoft.github.io/language-server-protocol
 */
export function serveEditor(door: EditorDoor): Promise<never> {
  const connection = createConnection(door.input, door.output);
  const documents = new OpenDocuments(connection, door);

  /** What a request is about; null when its text is not open, or too long to be read. */
  function asked({ textDocument, position }: TextDocumentPositionParams): Asked | null {
    const found = documents.programOf(textDocument.uri);
    return found === null ? null : { ...found, offset: found.document.offsetAt(position) };
  }

  connection.onInitialize((): InitializeResult => {
    return { capabilities, serverInfo: { name: 'hololoom', version: door.version } };
  });

  connection.onHover((params) => {
    const about = asked(params);
    const hover = about === null ? null : hoverAt(about.program, about.offset);
    return about === null || hover === null ? null : hoverAnswer(hover, about.document);
  });

  connection.onCompletion((params) => {
    const about = asked(params);
    if (about === null) return [];
    const { document, program, offset } = about;
    const replaced = wordBefore(program.source, offset);
    return completionsAt(program, offset).map((each) => completionAnswer(each, replaced, document));
  });

  connection.onDocumentSymbol(({ textDocument }) => {
    const found = documents.programOf(textDocument.uri);
    return found === null ? [] : outlineOf(found.program).map((entry) => symbolAnswer(entry, found.document));
  });

  connection.onDefinition((params): Location[] => {
    const about = asked(params);
    return about === null ? [] : locations(definitionsAt(about.program, about.offset), about.document);
  });

  connection.onReferences((params): Location[] => {
    const about = asked(params);
    if (about === null) return [];
    const { includeDeclaration } = params.context;
    const all = occurrencesAt(about.program, about.offset);
    const wanted = all.filter(({ role }) => includeDeclaration || role !== 'given');
    return locations(
      wanted.map(({ span }) => span),
      about.document,
    );
  });

  connection.onDocumentHighlight((params): DocumentHighlight[] => {
    const about = asked(params);
    if (about === null) return [];
    return occurrencesAt(about.program, about.offset).map(({ span, role }) => ({
      range: rangeOf(span, about.document),
      kind: role === 'given' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  });

  connection.onPrepareRename((params) => {
    const about = asked(params);
    if (about === null) return null;
    const here = occurrencesAt(about.program, about.offset).find(
      ({ span }) => span.start <= about.offset && about.offset <= span.end,
    );
    return here === undefined ? null : rangeOf(here.span, about.document);
  });

  connection.onRenameRequest((params): WorkspaceEdit | null => {
    const about = asked(params);
    if (about === null) return null;
    const renaming = renamingAt(about.program, about.offset, params.newName);
    if (renaming.kind === 'refused') throw new ResponseError(ErrorCodes.InvalidParams, renaming.reason);
    const edits: TextEdit[] = renaming.edits.map(({ span, text }) => ({
      range: rangeOf(span, about.document),
      newText: text,
    }));
    return { changes: { [params.textDocument.uri]: edits } };
  });

  connection.onDocumentFormatting(({ textDocument }): TextEdit[] => {
    const document = documents.get(textDocument.uri);
    const text = document === undefined ? null : formatProgram(document.getText()).text;
    // What cannot be read as a program stays as it is; the problems tell why.
    return document === undefined || text === null ? [] : changesTo(text, document);
  });

  connection.listen();
  return new Promise(() => undefined);
}

function locations(spans: readonly Span[], document: TextDocument): Location[] {
  return spans.map((span) => ({ uri: document.uri, range: rangeOf(span, document) }));
}

/** The word that is being written, up to the cursor. */
function wordBefore(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /[A-Za-z0-9_]/.test(text.charAt(start - 1))) start -= 1;
  return { start, end: offset };
}
