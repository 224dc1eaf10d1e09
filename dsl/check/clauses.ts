import type { Finding } from '../finding.ts';
import { clauseWords } from '../keywords.ts';
import { type Action, actionOf, linesIn, ungrouped } from '../lines-of-blocks.ts';
import type { Program } from '../program.ts';
import type { ClauseNode, OptionNode, Span, StepNode, Word } from '../tree.ts';

/** Which clauses make sense behind which kind of line. */
const fitting: Readonly<Record<Action['kind'], readonly string[]>> = {
  tool: clauseWords,
  loop: ['WHEN', 'AFTER', 'TIMEOUT', 'ELSE', 'UNDO'],
  value: ['WHEN', 'AFTER', 'ELSE'],
  if: ['WHEN', 'AFTER', 'TIMEOUT'],
  for: ['WHEN', 'AFTER', 'TIMEOUT', 'ELSE'],
  repeat: ['WHEN', 'AFTER', 'TIMEOUT', 'ELSE'],
  race: ['WHEN', 'AFTER', 'TIMEOUT', 'ELSE'],
  wait: ['WHEN', 'AFTER', 'TIMEOUT', 'ELSE'],
  wait_until: ['WHEN', 'AFTER', 'TIMEOUT', 'ELSE'],
  fail: ['WHEN', 'AFTER'],
  return: ['WHEN', 'AFTER'],
  ask: ['WHEN', 'AFTER', 'ELSE'],
  say: ['WHEN', 'AFTER', 'ELSE'],
  wait_for: ['WHEN', 'AFTER', 'ELSE'],
  collaborate: ['WHEN', 'AFTER', 'ELSE'],
};

const described: Readonly<Record<Action['kind'], string>> = {
  tool: 'a line that calls a tool',
  loop: 'a line that runs another loop',
  value: 'a line that works out a value',
  if: 'an IF',
  wait: 'a WAIT',
  wait_until: 'a WAIT UNTIL',
  fail: 'a FAIL',
  return: 'a RETURN',
  for: 'a FOR',
  repeat: 'a REPEAT',
  race: 'a FIRST',
  ask: 'an ASK',
  say: 'a SAY',
  wait_for: 'a WAIT FOR',
  collaborate: 'a COLLABORATE',
};

export function clauseFits({ kind }: Action, word: string): boolean {
  return fitting[kind].includes(word);
}

/** Clauses: each once, behind lines they make sense for; and the lines that end a run, where they can. */
export function* checkClauses(program: Program): Iterable<Finding> {
  const underOnError = new Set(linesIn(program.onError));
  for (const line of program.everyLine) {
    const action = actionOf(line, program.callables);
    yield* once(line.clauses, program);
    for (const { options } of line.clauses) yield* once(options, program);
    for (const clause of line.clauses) {
      const { keyword } = clause;
      if (!clauseFits(action, keyword.text)) yield misfit(keyword, action);
      else if (keyword.text === 'UNDO') yield* properUndo(clause, underOnError.has(line), program);
    }
    yield* properEnd(line, action, underOnError.has(line));
  }
}

const bad = (span: Span, message: string, hint: string): Finding => ({ code: 'loop.bad_clause', span, message, hint });

function* once(words: readonly (ClauseNode | OptionNode)[], program: Program): Iterable<Finding> {
  const first = new Map<string, Word>();
  for (const { keyword } of words) {
    const earlier = first.get(keyword.text);
    if (earlier === undefined) first.set(keyword.text, keyword);
    else {
      const place = program.lines.placeOf(earlier.span.start);
      yield bad(
        keyword.span,
        `${keyword.text} stands twice behind this line; first in line ${place.line}, column ${place.column}.`,
        keyword.text === 'AFTER' ? 'Write AFTER once, with commas: AFTER one, other.' : 'Delete one of the two.',
      );
    }
  }
}

function misfit(keyword: Word, action: Action): Finding {
  const words = fitting[action.kind].join(', ');
  const hint =
    action.kind === 'if'
      ? `Write it behind the lines inside; an IF takes ${words}.`
      : `Delete it. Behind ${described[action.kind]} come only ${words}.`;
  return bad(keyword.span, `${keyword.text} does not fit ${described[action.kind]}.`, hint);
}

function* properUndo({ keyword, value }: ClauseNode, underOnError: boolean, program: Program): Iterable<Finding> {
  if (underOnError) {
    yield bad(keyword.span, 'Nothing is undone of what ON ERROR does.', 'Delete the UNDO.');
    return;
  }
  const call = value === null ? null : ungrouped(value);
  if (call === null || call.kind === 'fault') return;
  const kind = call.kind === 'call' ? program.callables.resolve(call).kind : null;
  // What is wrong with other calls is told where they are checked.
  if (kind !== null && kind !== 'loop' && kind !== 'function') return;
  yield bad(
    call.span,
    'UNDO calls a tool, and this is no call of one.',
    'Write UNDO tool(argument); the name of this line stands for what it gave.',
  );
}

function* properEnd({ name }: StepNode, action: Action, underOnError: boolean): Iterable<Finding> {
  if (action.kind !== 'wait' && action.kind !== 'wait_until' && action.kind !== 'fail' && action.kind !== 'return')
    return;
  const { keyword, options } = action.act;
  for (const option of options) {
    yield bad(option.keyword.span, `${option.keyword.text} does not fit ${described[action.kind]}.`, 'Delete it.');
  }
  if (action.kind === 'wait' || action.kind === 'wait_until') return;
  if (name !== null) {
    const message = `${keyword.text} gives no value that a name could stand for.`;
    yield bad(name.span, message, `Delete "${name.text} =".`);
  }
  if (underOnError) {
    yield bad(
      keyword.span,
      `${keyword.text} cannot stand under ON ERROR: the run has failed already, and stays so.`,
      'Delete the line; what ON ERROR is to tell, let a tool tell.',
    );
  }
}
