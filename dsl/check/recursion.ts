import type { Finding } from '../finding.ts';
import { type LoopCall, loopCallsOf, loopNameOf } from '../loop-calls.ts';
import type { Program } from '../program.ts';

/** Loops of one source that call each other in a circle, or themselves: no run of them would come to an end. */
export function* checkRecursion(program: Program): Iterable<Finding> {
  const callsOf = new Map<string, readonly LoopCall[]>();
  for (const each of [program, ...program.others]) {
    const name = loopNameOf(each);
    if (name !== null && !callsOf.has(name)) callsOf.set(name, loopCallsOf(each));
  }
  const done = new Set<string>();
  for (const name of callsOf.keys()) yield* circlesFrom(name, [], callsOf, done);
}

/** @param path the loops that led here, each calling the next */
function* circlesFrom(
  name: string,
  path: readonly string[],
  callsOf: ReadonlyMap<string, readonly LoopCall[]>,
  done: Set<string>,
): Iterable<Finding> {
  if (done.has(name)) return;
  const way = [...path, name];
  for (const { call, loop } of callsOf.get(name) ?? []) {
    const start = way.indexOf(loop);
    if (start < 0) yield* circlesFrom(loop, way, callsOf, done);
    else yield circle([...way.slice(start), loop], call.callee.span);
  }
  done.add(name);
}

function circle(names: readonly string[], span: Finding['span']): Finding {
  const [name = ''] = names;
  return {
    code: 'loop.recursion',
    span,
    message:
      names.length === 2
        ? `"${name}" is this loop itself; a loop cannot call itself.`
        : `Loops that call each other in a circle never end: ${names.join(' calls ')}.`,
    hint: 'Call a tool, or a loop that does not lead back here; what is done again and again is a FOR or a REPEAT.',
  };
}
