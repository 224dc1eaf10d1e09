import type { GraphBlock, GraphFrame, GraphNode, PlanGraph } from './model.ts';

/**
 * A plan as Mermaid text: subgraphs for blocks, diamonds for IF, stadiums for ASK, an arrow for what comes after what.
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaidOf(graph: PlanGraph): string {
  const writer = new MermaidWriter();
  const head = graph.title === null ? graph.loop : `${graph.loop}: ${graph.title}`;
  const lines = [
    '---',
    `title: ${JSON.stringify(head)}`,
    '---',
    'flowchart TD',
    ...writer.block(graph.steps, 1),
    ...(graph.onError === null ? [] : writer.subgraph('on_error', 'ON ERROR', graph.onError, 1)),
    ...classes,
  ];
  return `${lines.join('\n')}\n`;
}

/** How many characters of what a step does stand in its node. */
const wordsMax = 120;

const classes = [
  '  classDef write fill:#fff4e5,stroke:#d97706',
  '  classDef read fill:#e8f4fd,stroke:#2563eb',
  '  classDef person fill:#ede9fe,stroke:#7c3aed',
  '  classDef ends fill:#fee2e2,stroke:#dc2626',
];
const classOf: Readonly<Partial<Record<GraphNode['kind'], string>>> = {
  write: 'write',
  read: 'read',
  prompt: 'read',
  ask: 'person',
  say: 'person',
  collaborate: 'person',
  fail: 'ends',
};

class MermaidWriter {
  /** Ids of Mermaid are plain words; paths are not. */
  readonly #ids = new Map<string, string>();

  block({ nodes, edges }: GraphBlock, depth: number): string[] {
    const indent = '  '.repeat(depth);
    return [
      ...nodes.flatMap((node) => this.#node(node, depth)),
      ...edges.map(([from, to]) => `${indent}${this.#idOf(from)} --> ${this.#idOf(to)}`),
    ];
  }

  subgraph(id: string, label: string, block: GraphBlock, depth: number): string[] {
    const indent = '  '.repeat(depth);
    return [`${indent}subgraph ${id}[${quoted(label)}]`, ...this.block(block, depth + 1), `${indent}end`];
  }

  #node(node: GraphNode, depth: number): string[] {
    const indent = '  '.repeat(depth);
    const id = this.#idOf(node.id);
    if (node.frames.length === 0) {
      const style = classOf[node.kind];
      return [`${indent}${id}${shaped(node)}${style === undefined ? '' : `:::${style}`}`];
    }
    const [only] = node.frames;
    const label = [node.title, node.words, ...node.tags].join(' · ');
    if (node.kind !== 'if' && only !== undefined) return this.subgraph(id, label, only.block, depth);
    return [
      `${indent}subgraph ${id}[${quoted(node.title === 'IF' ? ' ' : node.title)}]`,
      `${indent}  ${id}_test{${quoted([node.words, ...node.tags].join('\n'))}}`,
      ...node.frames.flatMap((frame, at) => this.#branch(id, frame, at, depth + 1)),
      `${indent}end`,
    ];
  }

  #branch(id: string, { label, block }: GraphFrame, at: number, depth: number): string[] {
    const branch = `${id}_${at + 1}`;
    return [...this.subgraph(branch, label ?? ' ', block, depth), `${'  '.repeat(depth)}${id}_test --> ${branch}`];
  }

  #idOf(path: string): string {
    const id = this.#ids.get(path) ?? `s${this.#ids.size + 1}`;
    this.#ids.set(path, id);
    return id;
  }
}

function shaped({ kind, title, words, tags }: GraphNode): string {
  const text = quoted([title, shortened(words), ...tags.map(shortened)].join('\n'));
  switch (kind) {
    case 'ask':
      return `([${text}])`;
    case 'wait':
    case 'wait_for':
      return `{{${text}}}`;
    case 'loop':
    case 'collaborate':
      return `[[${text}]]`;
    case 'fail':
    case 'return':
      return `(${text})`;
    default:
      return `[${text}]`;
  }
}

const shortened = (text: string): string => (text.length > wordsMax ? `${text.slice(0, wordsMax - 1)}…` : text);

/** A label in quotes; signs that Mermaid or HTML could read become entities. */
function quoted(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N} .,:/·…\n_()[\]?+*=-]/gu, (sign) => `#${sign.codePointAt(0)};`);
  return `"${safe.replaceAll('\n', '<br/>')}"`;
}
