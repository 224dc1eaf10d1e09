import type { Program } from './program.ts';
import type { CallNode } from './tree.ts';

/** A call of another loop of the same source. */
export interface LoopCall {
  readonly call: CallNode;
  /** The loop's name as its header has it. */
  readonly loop: string;
}

export function loopCallsOf({ live, callables }: Program): readonly LoopCall[] {
  return live.flatMap(({ calls }) =>
    calls.flatMap((call) => {
      const callable = callables.resolve(call);
      return callable.kind === 'own_loop' ? [{ call, loop: callable.loop }] : [];
    }),
  );
}

/** The name of a loop as its header has it; null when it has none. */
export function loopNameOf({ entry }: Program): string | null {
  return entry?.name.kind === 'identifier' ? entry.name.text : null;
}

/** All loops of a source, each after those it calls. */
export function calleesFirst(program: Program): readonly Program[] {
  const all = [program, ...program.others];
  const byName = new Map(all.map((each) => [loopNameOf(each), each]));
  const sorted: Program[] = [];
  const begun = new Set<Program>();
  const visit = (each: Program): void => {
    if (begun.has(each)) return;
    begun.add(each);
    for (const { loop } of loopCallsOf(each)) {
      const callee = byName.get(loop);
      if (callee !== undefined) visit(callee);
    }
    sorted.push(each);
  };
  for (const each of all) visit(each);
  return sorted;
}
