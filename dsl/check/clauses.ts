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

/** How messages name a line. */
export const described: Readonly<Record<Action['kind'], string>> = {
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

/** Clauses and options: each once, and clauses behind lines they make sense for. */
export function* checkClauses(program: Program): Iterable<Finding> {
  const underOnError = new Set(linesIn(program.onError));
  for (const line of program.everyLine) {
    const action = actionOf(line, program.callables);
    yield* once(line.clauses, program);
    for (const { options } of line.clauses) yield* once(options, program);
    yield* once(optionsOf(line), program);
    for (const clause of line.clauses) {
      const { keyword } = clause;
      if (!clauseFits(action, keyword.text)) yield misfit(keyword, action);
      else if (keyword.text === 'UNDO') yield* properUndo(clause, underOnError.has(line), program);
    }
  }
}

const bad = (span: Span, message: string, hint: string): Finding => ({ code: 'loop.bad_clause', span, message, hint });

function optionsOf({ does }: StepNode): readonly OptionNode[] {
  return does.kind === 'for' || does.kind === 'repeat' || does.kind === 'act' ? does.options : [];
}

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
  const isBlock = 'control' in action || action.kind === 'if';
  const isOwnTime = keyword.text === 'TIMEOUT' && ['ask', 'wait_for', 'collaborate'].includes(action.kind);
  const hint = isOwnTime
    ? 'Write WITHIN instead: how long it waits.'
    : isBlock
      ? `Write it behind the lines inside, each on a line of its own; ${described[action.kind]} takes ${words}.`
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
  if (kind !== null && kind !== 'loop' && kind !== 'own_loop' && kind !== 'function') return;
  yield bad(
    call.span,
    'UNDO calls a tool, and this is no call of one.',
    'Write UNDO tool(argument); the name of this line stands for what it gave.',
  );
}
