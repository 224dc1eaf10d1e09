// Makes dsl/generated/parser.ts from the grammar: `npm run generate:parser`. The result is committed; a test makes it
// again and compares.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const peggy = require('peggy');

/** In reading order; the first rule of the first file is the start. */
const grammarFiles = ['source', 'steps', 'expressions', 'types', 'words'].map((name) => `${name}.peggy`);
const target = join(__dirname, 'generated', 'parser.ts');

/** The parser as a TypeScript module: its inside is the generator's business, its one export is typed. */
function generateParser() {
  const sources = grammarFiles.map((file) => ({
    source: file,
    text: readFileSync(join(__dirname, 'grammar', file), 'utf8'),
  }));
  const parser = peggy.generate(sources, { output: 'source', format: 'bare', grammarSource: 'dsl/grammar' });
  return [
    '// Made from dsl/grammar by `npm run generate:parser`. Change the grammar, not this file.',
    '// @ts-nocheck: the types end at the export below.',
    "import type { ParserOptions } from '../parse.ts';",
    "import type { SourceNode } from '../tree.ts';",
    '',
    `const generated = ${parser.trim().replace(/;$/, '')};`,
    '',
    '/** @throws generated SyntaxError with a `location`, should the grammar ever not cover a text. */',
    'export const parse: (text: string, options: ParserOptions) => SourceNode = generated.parse;',
    '',
  ].join('\n');
}

module.exports = { generateParser, target };

if (require.main === module) writeFileSync(target, generateParser());
