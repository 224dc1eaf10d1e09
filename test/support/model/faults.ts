import type { Manner } from './trials.ts';

/** A mistake that could be made in the interpreter: `broken` in place of `code`, as the bundle of the workflows has it. */
export interface Fault {
  readonly says: string;
  readonly caughtBy: Manner;
  readonly code: string;
  readonly broken: string;
}

const undoable = '&& step.undo !== undefined) undo.add(';

export const faults: readonly Fault[] = [
  {
    says: 'a line does not wait for the first of those it comes after',
    caughtBy: 'to the end',
    code: 'step.after.map((path)=>',
    broken: 'step.after.slice(1).map((path)=>',
  },
  {
    says: 'a block ends before all of its lines have',
    caughtBy: 'to the end',
    code: 'await Promise.allSettled(all);',
    broken: '',
  },
  {
    says: 'a failure inside a FOR, REPEAT or FIRST does not stop the lines around it at once',
    caughtBy: 'to the end',
    code: 'const outer = step.otherwise === undefined ? frame.region : null;',
    broken: 'const outer = null;',
  },
  {
    says: 'a failure that an ELSE takes up stops the lines around it',
    caughtBy: 'to the end',
    code: 'const outer = step.otherwise === undefined ? frame.region : null;',
    broken: 'const outer = frame.region;',
  },
  {
    says: 'a TIMEOUT with an ELSE stops the lines around it',
    caughtBy: 'to the end',
    code: 'step.otherwise === undefined ? stop(frame, late()) : late()',
    broken: 'stop(frame, late())',
  },
  {
    says: 'LIMIT is ignored',
    caughtBy: 'to the end',
    code: 'limitAt === undefined ? work() :',
    broken: 'true ? work() :',
  },
  {
    says: 'a FIRST ends with its first branch, however many it needs',
    caughtBy: 'to the end',
    code: 'if (results.size === step.need) region.end();',
    broken: 'if (results.size === 1) region.end();',
  },
  {
    says: 'a FIRST does not wait for the branches that it told to stop',
    caughtBy: 'to the end',
    code: 'await Promise.allSettled(branches);',
    broken: 'await Promise.race(branches.map((branch)=>branch.catch(()=>new Promise(()=>undefined))));',
  },
  {
    says: 'a FOR goes on after its FIRST n',
    caughtBy: 'to the end',
    code: 'if (successes === first) region.end();',
    broken: '',
  },
  {
    says: 'a FOR has all items at work at once, whatever its MAX',
    caughtBy: 'to the end',
    code: 'Math.min(step.atOnce, items.length)',
    broken: 'items.length',
  },
  {
    says: 'a FOR stops at a failing item in spite of KEEP GOING',
    caughtBy: 'to the end',
    code: 'if (!step.keepGoing) return region.stop(error);',
    broken: 'return region.stop(error);',
  },
  {
    says: 'a REPEAT goes one round further than its MAX',
    caughtBy: 'to the end',
    code: 'round < step.roundsMax;',
    broken: 'round <= step.roundsMax;',
  },
  {
    says: 'lines in the branches that an IF did not take are not skipped',
    caughtBy: 'to the end',
    code: 'if (!frame.scope.has(inner.path)) skip(frame, inner)',
    broken: '',
  },
  {
    says: 'a step that its ELSE replaced, or that was skipped, is undone',
    caughtBy: 'to the end',
    code: `if (status === 'completed' ${undoable}`,
    broken: 'if (step.undo !== undefined) undo.add(',
  },
  {
    says: 'everything is undone at once, and not each step after those that came after it',
    caughtBy: 'to the end',
    code: 'void 0 ? void 0 : _order_get.has(step.path)',
    broken: 'void 0 ? void 0 : false',
  },
  {
    says: 'rounds are undone oldest first',
    caughtBy: 'to the end',
    code: '.sort((one, other)=>other - one))await undoAt(round)',
    broken: '.sort((one, other)=>one - other))await undoAt(round)',
  },
  {
    says: 'a step fails when a worker dies under it, and is not tried again',
    caughtBy: 'to the end',
    code: 'lost === lostWorkersMax',
    broken: 'true',
  },
  {
    says: 'an event that is told twice is taken twice',
    caughtBy: 'to the end',
    code: '_class_private_field_get(this, _ids).has(event.id)',
    broken: 'false',
  },
  {
    says: 'a refusal needs as many people as a consent',
    caughtBy: 'to the end',
    code: 'choice === choices[0] ? wanted : 1',
    broken: 'wanted',
  },
  {
    says: 'one person can answer for two',
    caughtBy: 'to the end',
    code: 'if (votes.some(',
    broken: 'if (false && votes.some(',
  },
  {
    says: 'who started a run may allow what needs two others',
    caughtBy: 'to the end',
    code: 'if (need > 1 && ',
    broken: 'if (false && ',
  },
  {
    says: 'an answer given to another version of the loop counts',
    caughtBy: 'to the end',
    code: 'if (plan === _class_private_field_get(this, _planHash))',
    broken: 'if (true)',
  },
  {
    says: 'a run continues as new while something is under way',
    caughtBy: 'in continuations',
    code: '_class_private_field_get(this, _underWay) === 0',
    broken: 'true',
  },
  {
    says: 'a continuation does not know what can be undone',
    caughtBy: 'in continuations',
    code: `if (entry.status === 'completed' ${undoable}`,
    broken: 'if (false) undo.add(',
  },
  {
    says: 'times begin anew in a continuation',
    caughtBy: 'in continuations',
    code: "if (typeof known === 'number' || known === null) return known;",
    broken: '',
  },
  {
    says: 'a run that was cancelled continues as new, and then ends as failed',
    caughtBy: 'in continuations',
    code: 'if (cancelled) handover.stay();',
    broken: '',
  },
  {
    says: 'a continuation gives an event to the line that comes to wait first',
    caughtBy: 'in continuations',
    code: 'turn <= waiting.turn',
    broken: 'true',
  },
  {
    says: 'a resumed run takes what was undone for done',
    caughtBy: 'resumed',
    code: "if (status === 'undone' || status === 'failed') return null;",
    broken: "if (status === 'failed') return null;",
  },
  {
    says: 'a resumed run calls services under keys of its own',
    caughtBy: 'resumed',
    code: '.find(({ isAnew })=>isAnew(path))',
    broken: '.find(()=>true)',
  },
  {
    says: 'a resumed run does anew what was undone under the key that was used for it',
    caughtBy: 'resumed',
    code: 'return wasUndone(entry) || ',
    broken: 'return ',
  },
];

/** @throws Error when the bundle does not hold the code exactly once: the fault has to be told in the words of today */
export function broken(bundle: string, { says, code, broken: words }: Fault): string {
  const [before, after, ...more] = bundle.split(code);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The workflows hold "${code}" ${bundle.split(code).length - 1} times: ${says}.`);
  }
  return before + words + after;
}
