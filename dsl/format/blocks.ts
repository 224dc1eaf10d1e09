import type { ImplementationNode, LoopNode, ParameterNode, SectionNode, SourceNode, ToolNode } from '../tree.ts';
import { type Doc, flat, widthMax, widthOf } from './doc.ts';
import { bracket, expressionDoc, type Formatted, nameOf, textDoc } from './expression.ts';
import { bulletRow, type Row, wordRow } from './row.ts';
import { blockRows } from './steps.ts';
import { parameterDoc, typeDoc } from './type.ts';

const sectionIndent = 2;
const lineIndent = 4;

/** The rows of a whole source, in the order of the text. */
export function sourceRows({ blocks }: SourceNode, from: Formatted): Row[] {
  return blocks.flatMap((block): Row[] => {
    if (block.kind === 'fault') return [];
    const { keyword, name, end, span } = block;
    const last = wordRow('last', end?.span.start ?? span.end, 0, 'END');
    const head = (doc: Doc): Row => wordRow('block', keyword.span.start, 0, doc, true);
    if (block.kind === 'toolbox') {
      const tools = block.tools.flatMap((tool) => (tool.kind === 'fault' ? [] : [toolRow(tool, sectionIndent, from)]));
      return [head(`TOOLS ${nameOf(name)}`), ...tools, last];
    }
    return [head(headerDoc(block, from)), ...sectionsOf(block, from), last];
  });
}

function headerDoc({ name, version, title }: LoopNode, from: Formatted): Doc {
  return [
    `LOOP ${nameOf(name)}`,
    version === null ? '' : ` ${version.text}`,
    title === null ? '' : ` ${textDoc(title, from)}`,
  ];
}

function sectionsOf({ sections }: LoopNode, from: Formatted): Row[] {
  return sections.flatMap((section) => (section.kind === 'fault' ? [] : sectionRows(section, from)));
}

function sectionRows(section: SectionNode, from: Formatted): Row[] {
  const { keyword } = section;
  const alone = wordRow('section', keyword.span.start, sectionIndent, `${keyword.text}:`, true);
  const withValue = (...doc: Doc[]): Row =>
    wordRow('section', keyword.span.start, sectionIndent, [`${keyword.text}: `, ...doc]);
  switch (section.kind) {
    case 'uses':
      return [
        alone,
        ...section.entries.map(({ span, alias, package: of, range }) =>
          bulletRow(span.start, lineIndent, [
            alias === null ? '' : `${alias.text} = `,
            nameOf(of),
            range === null ? '' : ` ${range.text}`,
          ]),
        ),
      ];
    case 'input':
      return inputRows(section.parameters, alone, from);
    case 'tools':
      return [alone, ...section.tools.map((tool) => toolRow(tool, lineIndent, from))];
    case 'schedule': {
      const zone = section.zone === null ? '' : [' IN ', expressionDoc(section.zone, from)];
      return [withValue(expressionDoc(section.cron, from), zone)];
    }
    case 'limit':
      return [withValue(expressionDoc(section.value, from))];
    case 'steps':
    case 'on_error':
      return [alone, ...blockRows(section.steps, lineIndent, from)];
    case 'output':
      // Its value may begin on the next line.
      return [{ ...withValue(expressionDoc(section.value, from)), start: section.value.span.start }];
  }
}

/** Inputs stay on the lines they were on; a line too wide becomes a line for each. */
function inputRows(parameters: readonly ParameterNode[], alone: Row, from: Formatted): Row[] {
  const lines = new Map<number, ParameterNode[]>();
  for (const parameter of parameters) {
    const line = from.text.lastIndexOf('\n', parameter.span.start);
    lines.set(line, [...(lines.get(line) ?? []), parameter]);
  }
  const headLine = from.text.lastIndexOf('\n', alone.start);
  const rows = [...lines].flatMap(([line, group]): Row[] => {
    const docs = group.map((parameter) => parameterDoc(parameter, from));
    const start = group[0]?.span.start ?? 0;
    const together = docs.map((doc, at) => (at === 0 ? doc : [', ', doc]));
    const inHead = line === headLine;
    const width = widthOf(`INPUT: ${flat(together)}`) + (inHead ? sectionIndent : lineIndent);
    if (docs.length > 1 && width > widthMax)
      return [...(inHead ? [alone] : []), ...docs.map((doc) => bulletRow(start, lineIndent, doc))];
    return [inHead ? { ...alone, doc: ['INPUT: ', together] } : bulletRow(start, lineIndent, together)];
  });
  return lines.has(headLine) ? rows : [alone, ...rows];
}

function toolRow({ span, name, parameters, returns, implementation }: ToolNode, indent: number, from: Formatted): Row {
  const open = from.text.indexOf('(', name.span.end);
  const given = { start: open, end: closeOf(parameters, open, from) };
  const doc: Doc = [
    nameOf(name),
    // The grammar takes no comma behind the last parameter.
    { ...bracket('()', parameters, given, (parameter) => parameterDoc(parameter, from), from), comma: false },
    returns === null ? '' : [' -> ', typeDoc(returns, from)],
    ' = ',
    implementation.kind === 'fault' ? '' : implementationDoc(implementation, from),
  ];
  return bulletRow(span.start, indent, doc);
}

function closeOf(parameters: readonly ParameterNode[], open: number, { text }: Formatted): number {
  return text.indexOf(')', parameters.at(-1)?.span.end ?? open);
}

function implementationDoc({ read, by }: ImplementationNode, from: Formatted): Doc {
  const before = read === null ? '' : 'READ ';
  switch (by.kind) {
    case 'host':
      return `${before}HOST ${nameOf(by.name)}`;
    case 'http':
      return [
        `${before}HTTP ${nameOf(by.method)} `,
        expressionDoc(by.url, from),
        by.body === null ? '' : [' WITH ', expressionDoc(by.body, from)],
        by.secret === null ? '' : ` AUTH ${nameOf(by.secret)}`,
      ];
    case 'prompt':
      return [
        `${before}PROMPT `,
        expressionDoc(by.prompt, from),
        by.agent === null ? '' : ` AGENT ${nameOf(by.agent)}`,
      ];
  }
}
