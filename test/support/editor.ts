import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { InitializeResult, Position, PublishDiagnosticsParams, TextEdit } from 'vscode-languageserver';

const program = join(__dirname, '..', '..', 'bin', 'hololoom.cjs');

/** An editor that started `hololoom lsp` and speaks to it as editors do, over its standard input and output. */
export interface Editor {
  readonly initialized: InitializeResult;
  open(uri: string, text: string): void;
  /** Replaces the whole text, or the part between two positions. */
  change(uri: string, version: number, text: string, range?: TextEdit['range']): void;
  /** The diagnostics told of a version of a text, when they come. */
  diagnosed(uri: string, version: number): Promise<PublishDiagnosticsParams>;
  ask<Answer>(method: string, params: object): Promise<Answer>;
  tell(method: string, params: object): void;
  /** Says goodbye in order. @returns the exit code, and what the server wrote beside the protocol */
  quit(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Ends only what it started, whatever came of it. */
export async function openEditor(): Promise<Editor> {
  const home = mkdtempSync(join(tmpdir(), 'hololoom-editor-'));
  const env: NodeJS.ProcessEnv = { ...process.env, HOLOLOOM_HOME: home, NO_COLOR: '1' };
  for (const given of ['DATABASE_URL', 'TEMPORAL_ADDRESS']) delete env[given];
  const child = spawn(process.execPath, [program, 'lsp', '--stdio'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const told = new Map<string, PublishDiagnosticsParams>();
  const awaited = new Map<string, (params: PublishDiagnosticsParams) => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    const key = `${params.uri} ${params.version}`;
    told.set(key, params);
    awaited.get(key)?.(params);
  });
  connection.listen();
  const capabilities = { textDocument: { publishDiagnostics: { relatedInformation: true } } };
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
  });
  await connection.sendNotification('initialized', {});
  const tell = (method: string, params: object): void => void connection.sendNotification(method, params);
  return {
    initialized,
    tell,
    ask: (method, params) => connection.sendRequest(method, params),
    open(uri, text) {
      tell('textDocument/didOpen', { textDocument: { uri, languageId: 'loop', version: 1, text } });
    },
    change(uri, version, text, range) {
      const change = range === undefined ? { text } : { text, range };
      tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
    },
    diagnosed(uri, version) {
      const key = `${uri} ${version}`;
      const known = told.get(key);
      return known === undefined ? new Promise((resolve) => awaited.set(key, resolve)) : Promise.resolve(known);
    },
    async quit() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const code = await ended;
      connection.dispose();
      rmSync(home, { recursive: true, force: true });
      return { code, stderr };
    },
  };
}

/** Where a part of a text begins, plus some characters, as the protocol counts: lines from 0, UTF-16 units. */
export function positionOf(text: string, part: string, plus = 0): Position {
  const offset = text.indexOf(part);
  if (offset === -1) throw new Error(`The text does not hold ${JSON.stringify(part)}.`);
  const before = text.slice(0, offset + plus);
  return { line: before.split('\n').length - 1, character: before.length - (before.lastIndexOf('\n') + 1) };
}
