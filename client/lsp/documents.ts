import { type Connection, DiagnosticSeverity, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { limits } from '../../domain/limits.ts';
import { dependenciesOf } from '../../dsl/compile.ts';
import { type CompileContext, type Program, readProgram } from '../../dsl/program.ts';
import { type ContextSource, type FoundContext, findContext } from './contexts.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { rangeOf } from './text.ts';

interface Known extends FoundContext {
  /** What the program declared when it was looked up. */
  readonly declared: string;
}

/** A program that was read, with the version of the text it was read from. */
interface Read {
  readonly version: number;
  readonly program: Program;
}

/** The texts an editor has open: their problems are told after each change, and requests find their programs here. */
export class OpenDocuments {
  readonly #documents = new TextDocuments(TextDocument);
  readonly #connection: Connection;
  readonly #source: ContextSource;
  readonly #contexts = new Map<string, Known>();
  readonly #programs = new Map<string, Read>();
  /** Texts that changed since their problems were last told. */
  readonly #waiting = new Set<string>();

  constructor(connection: Connection, source: ContextSource) {
    this.#connection = connection;
    this.#source = source;
    this.#documents.onDidOpen(({ document }) => this.#contexts.delete(document.uri));
    // Another window may have published meanwhile what this program depends on.
    this.#documents.onDidSave(({ document }) => {
      this.#contexts.delete(document.uri);
      this.#later(document.uri);
    });
    this.#documents.onDidChangeContent(({ document }) => this.#later(document.uri));
    this.#documents.onDidClose(({ document: { uri } }) => this.#forget(uri));
    this.#documents.listen(connection);
  }

  get(uri: string): TextDocument | undefined {
    return this.#documents.get(uri);
  }

  /** The program of a text as it is now; null when it is not open, or longer than a program can be. */
  programOf(uri: string): { readonly document: TextDocument; readonly program: Program } | null {
    const document = this.#documents.get(uri);
    if (document === undefined) return null;
    const { version } = document;
    const read = this.#programs.get(uri);
    if (read?.version === version) return { document, program: read.program };
    const source = document.getText();
    if (source.length > limits.sourceBytesMax) return null;
    const program = readProgram(source, this.#contexts.get(uri)?.context ?? onTrust);
    this.#programs.set(uri, { version, program });
    return { document, program };
  }

  /** Changes come in bursts; what came while another was looked at is looked at once, as the last one left it. */
  #later(uri: string): void {
    if (this.#waiting.has(uri)) return;
    this.#waiting.add(uri);
    setImmediate(() => {
      this.#waiting.delete(uri);
      this.#tell(uri).catch((error: unknown) => this.#connection.console.error(String(error)));
    });
  }

  async #tell(uri: string): Promise<void> {
    const known = await this.#contextOf(uri);
    const document = this.#documents.get(uri);
    // Closed meanwhile, or about to be looked at again.
    if (known === null || document === undefined || this.#waiting.has(uri)) return;
    const diagnostics = diagnosticsOf(document, known.context);
    if (known.missing !== null) {
      const { code, message, hint } = known.missing;
      const first = rangeOf({ start: 0, end: document.offsetAt({ line: 1, character: 0 }) }, document);
      const severity = DiagnosticSeverity.Warning;
      diagnostics.unshift({ range: first, severity, source: 'loop', code, message: `${message}\n${hint}` });
    }
    await this.#connection.sendDiagnostics({ uri, version: document.version, diagnostics });
  }

  async #contextOf(uri: string): Promise<Known | null> {
    const document = this.#documents.get(uri);
    if (document === undefined) return null;
    const source = document.getText();
    const declared = JSON.stringify(dependenciesOf(source).declared);
    const known = this.#contexts.get(uri);
    if (known?.declared === declared) return known;
    const found = { ...(await findContext(uri, source, this.#source)), declared };
    this.#contexts.set(uri, found);
    this.#programs.delete(uri);
    return found;
  }

  #forget(uri: string): void {
    this.#contexts.delete(uri);
    this.#programs.delete(uri);
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }
}

/** Until a text was looked up, nothing it depends on is known. */
const onTrust: CompileContext = { dependencies: new Map(), offline: true };
