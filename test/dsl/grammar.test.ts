import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalise } from '../../dsl/normalise.ts';
import { parse } from '../../dsl/parse.ts';
import { faultsIn, type LoopNode, type StepNode } from '../../dsl/tree.ts';

/** Programs that use the whole language. */
function read(name: string): LoopNode {
  const tree = parse(normalise(readFileSync(join(__dirname, 'whole', `${name}.loop`), 'utf8')).text);
  expect(faultsIn(tree)).toEqual([]);
  const [loop] = tree.blocks;
  if (loop?.kind !== 'loop') throw new Error('It should begin with a loop.');
  return loop;
}

/** `name: kind WORD …` for each step, inner ones behind an arrow. */
function outline(loop: LoopNode, kind: 'steps' | 'on_error' = 'steps'): string[] {
  return loop.sections.flatMap((section) => (section.kind === kind ? lines(section.steps) : []));
}

function lines(steps: readonly (StepNode | { kind: 'fault' })[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'fault') return ['fault'];
    const { does } = step;
    const words = step.clauses.map(({ keyword, options }) =>
      [keyword, ...options.map((each) => each.keyword)].map(({ text }) => text),
    );
    const own = [
      `${step.name?.text ?? '-'}:`,
      does.kind,
      ...('options' in does ? does.options.map(({ keyword }) => keyword.text) : []),
      ...words.flat(),
    ];
    const inner = does.kind === 'if' ? does.branches.flatMap((branch) => lines(branch.steps)) : bodyOf(does);
    return [own.join(' '), ...inner.map((line) => `> ${line}`)];
  });
}

function bodyOf(does: StepNode['does']): string[] {
  if (does.kind !== 'for' && does.kind !== 'repeat' && does.kind !== 'race') return [];
  return does.body.kind === 'block' ? lines(does.body.steps) : [does.body.does.kind];
}

describe('the grammar', () => {
  it('reads the incident response', () => {
    const loop = read('incident-response');
    expect(loop.sections.map(({ kind }) => kind)).toEqual([
      'uses',
      'input',
      'tools',
      'limit',
      'steps',
      'on_error',
      'output',
    ]);
    expect(outline(loop)).toEqual([
      'assess: call RETRY EVERY BACKOFF TIMEOUT',
      'investigate: call TIMEOUT',
      '-: if',
      '> ok: act IN FROM NEED WITHIN ELSE',
      '> contain: for MAX KEEP GOING',
      '> > cut: call WHEN UNDO',
      'document: call',
      '-: act IN',
    ]);
    expect(outline(loop, 'on_error')).toEqual(['-: act IN']);
  });

  it('reads the canary deploy', () => {
    expect(outline(read('canary-deploy'))).toEqual([
      'canary: call TIMEOUT UNDO',
      'spike: repeat MAX EVERY AFTER ELSE',
      '> call',
      '-: act WHEN',
      'go: race',
      '> pressed: act IN FROM CHOICES',
      '> timer: act',
      'all: call WHEN',
      '-: act IN',
    ]);
  });

  it('reads the Monday digest', () => {
    const loop = read('monday-digest');
    expect(loop.sections.map(({ kind }) => kind)).toEqual(['uses', 'input', 'schedule', 'tools', 'steps', 'output']);
    expect(outline(loop)).toEqual([
      'found: for MAX',
      '> call',
      'issues: call',
      'text: call RETRY ELSE',
      'sent: call WHEN',
      'late: act WHERE WITHIN AFTER ELSE',
      '-: act IN WHEN',
    ]);
  });

  it.each<[string, string]>([
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['a ?? b || c && d == e', '(a ?? (b || (c && (d == e))))'],
    ['!a && -b < c in d', '((!a) && (((-b) < c) in d))'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a.b?.c[0].d(e)', 'a.b?.c[0].d(e)'],
    ['f(x => x.y == 1, n: 2)', 'f(x => (x.y == 1), n: 2)'],
    ['(a + b) * c', '((a + b) * c)'],
    ['a ≥ b && c ≠ d', '((a >= b) && (c != d))'],
    ['a -1', '(a - 1)'],
    ['1 - -1', '(1 - -1)'],
  ])('binds %s', (expression, bound) => {
    const tree = parse(`LOOP x\nSTEPS:\n- v = ${expression}\nEND`);
    expect(faultsIn(tree)).toEqual([]);
    const [loop] = tree.blocks as [LoopNode];
    const [section] = loop.sections;
    const step = section?.kind === 'steps' ? (section.steps[0] as StepNode) : null;
    expect(written(step?.does as never)).toBe(bound);
  });
});

type Node = Exclude<StepNode['does'], { kind: 'if' | 'for' | 'repeat' | 'race' | 'act' }>;

function written(node: Node): string {
  switch (node.kind) {
    case 'name':
      return node.text;
    case 'constant':
      return String(node.value);
    case 'unary':
      return `(${node.operator}${written(node.of)})`;
    case 'binary':
      return `(${written(node.left)} ${node.operator} ${written(node.right)})`;
    case 'choice':
      return `(${written(node.test)} ? ${written(node.yes)} : ${written(node.no)})`;
    case 'field':
      return `${written(node.of)}${node.optional ? '?.' : '.'}${node.name.kind === 'identifier' ? node.name.text : ''}`;
    case 'index':
      return `${written(node.of)}[${written(node.at)}]`;
    case 'group':
      return written(node.of);
    case 'lambda':
      return `${node.parameter.text} => ${written(node.body)}`;
    case 'call':
      return `${written(node.callee)}(${node.arguments.map(({ name, value }) => (name === null ? '' : `${name.text}: `) + written(value)).join(', ')})`;
    default:
      return node.kind;
  }
}
