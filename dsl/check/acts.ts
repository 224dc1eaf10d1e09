import type { Finding } from '../finding.ts';
import { type Action, actionOf, bodyOf, isInline, linesIn, linesOfBody } from '../lines-of-blocks.ts';
import type { Program } from '../program.ts';
import type { Span, StepNode } from '../tree.ts';
import { described } from './clauses.ts';

type Act = Extract<Action, { readonly act: unknown }>;

/** Which options shape which line. */
const fitting: Readonly<Record<Act['kind'], readonly string[]>> = {
  ask: ['IN', 'FROM', 'NEED', 'CHOICES', 'WITHIN'],
  say: ['IN'],
  wait_for: ['WHERE', 'WITHIN'],
  collaborate: ['WITH', 'QUORUM', 'WITHIN'],
  wait: [],
  wait_until: [],
  fail: [],
  return: [],
};

/** Lines that talk, wait, and end a run: what shapes them, whether they give a value, and where they can stand. */
export function* checkActs(program: Program): Iterable<Finding> {
  const inBodies = new Set(program.everyLine.flatMap(linesInside));
  const underOnError = new Set(linesIn(program.onError));
  for (const line of program.everyLine) {
    const action = actionOf(line, program.callables);
    if (!('act' in action)) continue;
    yield* properOptions(action);
    yield* withoutValue(line, action);
    if (action.kind === 'return' && inBodies.has(line)) {
      yield bad(
        action.act.keyword.span,
        'RETURN ends the whole run, and cannot do so from inside a FOR, REPEAT or FIRST.',
        'Let the body give a value (YIELD), and write RETURN … WHEN below its END.',
      );
    }
    if (action.kind === 'ask') yield* properGate(line, action);
    if (underOnError.has(line)) yield* properCleanUp(line, action);
  }
}

const bad = (span: Span, message: string, hint: string): Finding => ({ code: 'loop.bad_clause', span, message, hint });

function linesInside(line: StepNode): readonly StepNode[] {
  const body = bodyOf(line);
  return body === null ? [] : linesIn(linesOfBody(body));
}

function* properOptions({ kind, act }: Act): Iterable<Finding> {
  const words = fitting[kind];
  for (const { keyword } of act.options) {
    if (words.includes(keyword.text)) continue;
    const hint = words.length === 0 ? 'Delete it.' : `Delete it. ${act.keyword.text} takes ${words.join(', ')}.`;
    yield bad(keyword.span, `${keyword.text} does not fit ${described[kind]}.`, hint);
  }
}

function* withoutValue({ name }: StepNode, { kind, act }: Act): Iterable<Finding> {
  if (name === null || (kind !== 'fail' && kind !== 'return' && kind !== 'say')) return;
  const message = `${act.keyword.text} gives no value that a name could stand for.`;
  yield bad(name.span, message, `Delete "${name.text} =".`);
}

/** An ASK without a name lets the run go on only when people agree; a value instead of that would open it to all. */
function* properGate(line: StepNode, { act }: Act): Iterable<Finding> {
  const otherwise = line.clauses.find(({ keyword }) => keyword.text === 'ELSE');
  if (line.name !== null || otherwise === undefined || isInline(line)) return;
  yield bad(
    otherwise.keyword.span,
    'An ASK without a name is a gate, and ELSE would open it whatever people say.',
    `Give it a name and test that: - answer = ${act.keyword.text} … ELSE "no".`,
  );
}

/** What stands under ON ERROR runs when the run has failed, and nothing can stop it. */
function* properCleanUp(line: StepNode, { kind, act }: Act): Iterable<Finding> {
  const { span, text } = act.keyword;
  if (kind === 'fail' || kind === 'return') {
    yield bad(
      span,
      `${text} cannot stand under ON ERROR: the run has failed already, and stays so.`,
      'Delete the line; what ON ERROR is to tell, let SAY or a tool tell.',
    );
  }
  if (kind === 'ask' && line.name === null && !isInline(line)) {
    yield bad(
      span,
      'An ASK without a name fails the run when people refuse, and under ON ERROR it has failed already.',
      'Give it a name, and write WHEN answer == "yes" behind what depends on it.',
    );
  }
  if ((kind === 'ask' || kind === 'wait_for') && !act.options.some(({ keyword }) => keyword.text === 'WITHIN')) {
    yield bad(
      span,
      `Nothing can cancel what stands under ON ERROR, so ${text} may not wait for ever there.`,
      `Write ${text} … WITHIN 30m ELSE null.`,
    );
  }
}
