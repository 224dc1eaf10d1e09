import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

const path = join(__dirname, '..', '..', 'editors', 'vscode', 'syntaxes', 'loop.tmLanguage.json');

/** A part of a text and how an editor colours it: the scopes from the outermost in. */
export interface Coloured {
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

/** The TextMate grammar, read by the engine VS Code reads it with. */
export async function openGrammar(): Promise<(source: string) => Coloured[]> {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(new Uint8Array(wasm).buffer);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => createOnigScanner(patterns),
      createOnigString: (text) => createOnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(path, 'utf8'), path),
  });
  const grammar = await registry.loadGrammar('source.loop');
  if (grammar === null) throw new Error('There is no grammar.');
  return (source) => coloured(source, grammar);
}

function coloured(source: string, grammar: IGrammar): Coloured[] {
  let stack = INITIAL;
  let offset = 0;
  return source.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    const start = offset;
    stack = ruleStack;
    offset += line.length + 1;
    return tokens.map((token) => ({
      start: start + token.startIndex,
      end: start + Math.min(token.endIndex, line.length),
      scopes: token.scopes.slice(1),
    }));
  });
}
