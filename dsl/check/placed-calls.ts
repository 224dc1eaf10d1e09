import { isOfLanguage } from '../callables.ts';
import type { Finding } from '../finding.ts';
import { actionOf, linesOfBody, ungrouped } from '../lines-of-blocks.ts';
import type { LiveExpression } from '../live.ts';
import type { Program } from '../program.ts';
import type { CallNode, StepNode } from '../tree.ts';
import { clauseFits } from './clauses.ts';

/** Where tools are called: a line calls them once and for sure; what a run works out for itself calls none. */
export function* checkPlacedCalls(program: Program): Iterable<Finding> {
  const branches = new Set(program.everyLine.flatMap(branchesOf));
  for (const live of program.live) {
    // Of a line with very many clauses this takes a while, and nearly no line needs it.
    let ofOneCall: string | null | undefined;
    const isBranch = live.step !== null && branches.has(live.step);
    for (const call of live.calls) {
      if (isOfLanguage(program.callables.resolve(call))) continue;
      if (ofOneCall === undefined && live.place === 'line') ofOneCall = clauseOfOneCall(live, program);
      const message = objection(live, call, ofOneCall ?? null, isBranch);
      if (message === null) continue;
      yield {
        code: 'loop.misplaced_call',
        span: call.callee.span,
        message,
        hint: 'Give the call a line of its own under STEPS, and write its name here.',
      };
    }
  }
}

/** The lines that a FIRST lets race. */
function branchesOf({ does }: StepNode): readonly StepNode[] {
  return does.kind === 'race' ? linesOfBody(does.body).filter((line) => line.kind === 'step') : [];
}

function objection(
  { place, node, uncertain }: LiveExpression,
  call: CallNode,
  ofOneCall: string | null,
  isBranch: boolean,
): string | null {
  const own = ungrouped(node) === call;
  switch (place) {
    case 'OUTPUT':
      return 'OUTPUT only puts together what the steps gave; it calls no tool.';
    case 'line':
    case 'YIELD':
      if (uncertain.has(call)) return 'This part may be left out, or worked out often, so no tool can be called in it.';
      if (own && place === 'line') return null;
      if (isBranch && place === 'line') return 'Each line of a FIRST is one branch, so no other call can stand in it.';
      if (ofOneCall === null) return null;
      return `Only of one call it is clear what ${ofOneCall} behind the line means, so no other can stand in it.`;
    case 'UNDO':
      return own ? null : 'UNDO calls one tool, with values that are there already.';
    default:
      return `${place} only looks at values that are there already; it calls no tool.`;
  }
}

/** The clause of a line that would be unclear if the line made several calls. */
function clauseOfOneCall({ step }: LiveExpression, { callables }: Program): string | null {
  if (step === null) return null;
  const action = actionOf(step, callables);
  const found = step.clauses.find(
    ({ keyword: { text } }) => text !== 'WHEN' && text !== 'AFTER' && clauseFits(action, text),
  );
  return found?.keyword.text ?? null;
}
