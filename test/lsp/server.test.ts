import type { CompletionItem, DocumentSymbol, Hover, Location, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { ensureBuilt } from '../support/built.ts';
import { type Editor, openEditor, positionOf } from '../support/editor.ts';

const uri = 'untitled:incident.loop';
const wrong = `LOOP incident
  INPUT: incident_id
  TOOLS:
    - assess(id: text) -> {level: text} = READ HOST pager/page
  STEPS:
    - 😀 = assess("a")
    - seen = assess(incident_id)
    - said = "🚨 {sen.level}"
END
`;
const right = wrong.replace('    - 😀 = assess("a")\n', '').replace('sen.', 'seen.');

describe('hololoom lsp', () => {
  let editor: Editor;
  beforeAll(async () => {
    await ensureBuilt();
    editor = await openEditor();
  }, 120_000);
  afterAll(async () => {
    const { code, stderr } = await editor.quit();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('says who it is and what it can do', () => {
    expect(editor.initialized.serverInfo?.name).toBe('hololoom');
    expect(editor.initialized.capabilities).toMatchObject({
      hoverProvider: true,
      documentSymbolProvider: true,
      definitionProvider: true,
      renameProvider: { prepareProvider: true },
    });
  });

  it('tells the problems of what is opened, and no more when they are corrected', async () => {
    editor.open(uri, wrong);
    const { diagnostics } = await editor.diagnosed(uri, 1);
    const unknown = diagnostics.find(({ code }) => code === 'loop.unknown_name');
    // The 🚨 before it counts as two, as editors count.
    const start = positionOf(wrong, 'sen.level');
    expect(start).toEqual({ line: 7, character: 18 });
    expect(unknown).toMatchObject({
      range: { start, end: { line: 7, character: 21 } },
      severity: 1,
      source: 'loop',
      message: 'Nothing called "sen" is known here.\nDid you mean "seen" (line 7)?',
    });
    expect(unknown?.codeDescription?.href).toMatch(/^file:.*\/docs\/ERRORS\.md$/);
    expect(unknown?.relatedInformation).toMatchObject([
      { location: { uri, range: { start: { line: 6, character: 0 } } }, message: '- seen = assess(incident_id)' },
    ]);
    editor.change(uri, 2, right);
    expect(await editor.diagnosed(uri, 2)).toEqual({ uri, version: 2, diagnostics: [] });
  });

  it('follows changes of parts, and looks once at a burst of them', async () => {
    const typed = '    - more = se';
    const line = { line: 6, character: 0 };
    editor.change(uri, 3, '\n', { start: line, end: line });
    [...typed].forEach((letter, at) => {
      const place = { line: 6, character: at };
      editor.change(uri, 4 + at, letter, { start: place, end: place });
    });
    const { diagnostics } = await editor.diagnosed(uri, 3 + typed.length);
    expect(diagnostics.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('Nothing called "se" is known'),
    );
    const completions = await editor.ask<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position: { line: 6, character: typed.length },
    });
    const seen = completions.find(({ label }) => label === 'seen');
    expect(seen).toMatchObject({
      detail: '{level: text}',
      textEdit: { newText: 'seen', range: { start: { line: 6, character: 13 } } },
    });
    editor.change(uri, 100, right);
    expect((await editor.diagnosed(uri, 100)).diagnostics).toEqual([]);
  });

  it('tells types, places and the outline', async () => {
    const at = (part: string, plus = 0) => ({ textDocument: { uri }, position: positionOf(right, part, plus) });
    const hover = await editor.ask<Hover>('textDocument/hover', at('seen.level', 1));
    expect(hover.contents).toEqual({
      kind: 'markdown',
      value: '```loop\nseen: {level: text}\n```\nThe result of a line, given in line 6.',
    });
    const definition = await editor.ask<Location[]>('textDocument/definition', at('seen.level', 1));
    expect(definition).toMatchObject([{ uri, range: { start: positionOf(right, 'seen =') } }]);
    const symbols = await editor.ask<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } });
    expect(symbols.map(named)).toEqual([
      [
        'incident',
        [
          ['INPUT', [['incident_id', []]]],
          ['TOOLS', [['assess', []]]],
          [
            'STEPS',
            [
              ['seen', []],
              ['said', []],
            ],
          ],
        ],
      ],
    ]);
  });

  it('lays a text out, but for one that cannot be read', async () => {
    const loose = 'untitled:loose.loop';
    const options = { tabSize: 2, insertSpaces: true };
    editor.open(loose, right.replace('  STEPS:', 'STEPS:').replaceAll('    - s', '  - s'));
    const [edit] = await editor.ask<TextEdit[]>('textDocument/formatting', { textDocument: { uri: loose }, options });
    expect(edit).toEqual({
      range: { start: { line: 4, character: 0 }, end: { line: 7, character: 0 } },
      newText: `${right.split('\n').slice(4, 7).join('\n')}\n`,
    });
    editor.change(loose, 2, 'LOOP a\n  STEPS:\n    - x = (\nEND\n');
    expect(await editor.ask('textDocument/formatting', { textDocument: { uri: loose }, options })).toEqual([]);
  });

  it('renames a name everywhere, or says why not', async () => {
    const at = { textDocument: { uri }, position: positionOf(right, 'seen.level', 1) };
    const { changes } = await editor.ask<WorkspaceEdit>('textDocument/rename', { ...at, newName: 'found' });
    expect(changes?.[uri]?.map(({ range, newText }) => [range.start, newText])).toEqual([
      [positionOf(right, 'seen ='), 'found'],
      [positionOf(right, 'seen.level'), 'found'],
    ]);
    await expect(editor.ask('textDocument/rename', { ...at, newName: 'run' })).rejects.toThrow(/^Names begin/);
  });

  it('answers for texts it does not know or cannot read', async () => {
    const elsewhere = { textDocument: { uri: 'untitled:nowhere' }, position: { line: 3, character: 5 } };
    expect(await editor.ask('textDocument/hover', elsewhere)).toBeNull();
    const long = 'untitled:long.loop';
    editor.open(long, `# ${'x'.repeat(70_000)}`);
    expect((await editor.diagnosed(long, 1)).diagnostics.map(({ code }) => code)).toEqual(['loop.too_long']);
    expect(await editor.ask('textDocument/documentSymbol', { textDocument: { uri: long } })).toEqual([]);
    editor.tell('textDocument/didClose', { textDocument: { uri: long } });
  });
});

const named = ({ name, children = [] }: DocumentSymbol): unknown => [name, children.map(named)];
