import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminalMouth } from '../../client/cli/terminal-mouth.ts';
import { commands } from '../../client/commands/index.ts';
import { parse } from '../../client/commands/parse.ts';

const folder = join(__dirname, '..', '..', 'editors', 'vscode');
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const extension = read('package.json');
const { languages, grammars, configuration } = extension.contributes;

describe('the extension', () => {
  it('names files that are there', () => {
    const files = [extension.main, languages[0].configuration, grammars[0].path];
    expect(files.filter((file: string) => !existsSync(join(folder, file)))).toEqual([]);
    expect(read(grammars[0].path).scopeName).toBe(grammars[0].scopeName);
  });

  it('starts the language server with words the command line understands, also with what editors add', () => {
    const words: string[] = configuration.properties['loop.server.arguments'].default;
    for (const all of [words, [...words, '--stdio']]) {
      expect(parse(all, terminalMouth('command line')).command.name).toBe('lsp');
    }
    expect(commands.map(({ name }) => name)).toContain('lsp');
  });

  it('knows a line that begins a program', () => {
    const first = new RegExp(languages[0].firstLine);
    expect(first.test('LOOP sec/incident_response 2.1.0 "Contain"')).toBe(true);
    expect(first.test('loops are fun')).toBe(false);
  });

  it('indents below what opens a block, and begins the next line with a bullet', () => {
    const { indentationRules, onEnterRules } = read(languages[0].configuration);
    const deeper = new RegExp(indentationRules.increaseIndentPattern);
    const opening = [
      'LOOP a',
      'STEPS:',
      '- IF x == 1:',
      '- all = FOR x IN xs MAX 3:',
      '  ELSE:',
      'TOOLS pager',
      '- FIRST 2:',
    ];
    expect(opening.filter((line) => !deeper.test(line))).toEqual([]);
    expect(['- x = f(a)', 'END', '- SAY "IF: a"', 'INPUT: a'].filter((line) => deeper.test(line))).toEqual([]);
    const shallower = new RegExp(indentationRules.decreaseIndentPattern);
    expect(['END', '  ELSE IF x:', 'YIELD a'].every((line) => shallower.test(line))).toBe(true);
    const [goesOn] = onEnterRules.map(({ beforeText }: { beforeText: string }) => new RegExp(beforeText));
    expect(goesOn.test('    - x = f(a)')).toBe(true);
    expect(goesOn.test('    - IF x == 1:')).toBe(false);
  });
});
