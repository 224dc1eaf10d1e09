import { callName } from '../callables.ts';
import { functions } from '../evaluation/functions.ts';
import type { Finding } from '../finding.ts';
import { loopCallsOf, loopNameOf } from '../loop-calls.ts';
import { isIdentifier, type Program } from '../program.ts';
import type { Identifier } from '../tree.ts';

/** The further loops of a source: names they can be called by, and somebody who calls them. */
export function* checkLoopNames(program: Program): Iterable<Finding> {
  const all = [program, ...program.others];
  const called = new Set(all.flatMap(loopCallsOf).map(({ loop }) => loop));
  const first = new Map<string, Identifier>();
  for (const each of all) {
    const name = each.entry?.name;
    if (name === undefined || !isIdentifier(name)) continue;
    const short = callName(name.text);
    const earlier = first.get(short);
    const tool = each === program ? undefined : toolCalled(short, all);
    if (earlier !== undefined) {
      yield taken(name, `"${short}" is also the loop of line ${program.lineOf(earlier)}.`);
      continue;
    }
    first.set(short, name);
    if (tool !== undefined) yield taken(name, `"${short}" is also the tool of line ${program.lineOf(tool)}.`);
    else if (each !== program && functions.has(short)) yield taken(name, `"${short}" is a function of the language.`);
    else if (each !== program && !called.has(loopNameOf(each) ?? '')) {
      yield {
        code: 'loop.never_called',
        span: name.span,
        message: `Nobody calls "${short}", so it never runs.`,
        hint: `Call it from a line of another loop, - name = ${short}(…), or delete it.`,
      };
    }
  }
}

function toolCalled(short: string, all: readonly Program[]): Identifier | undefined {
  const names = all.flatMap(({ tools }) => tools.map(({ name }) => name));
  return names.filter(isIdentifier).find(({ text }) => text === short);
}

const taken = ({ span }: Identifier, message: string): Finding => ({
  code: 'loop.duplicate_name',
  span,
  message,
  hint: 'Choose another name: calls find loops of the source by the name without its publisher.',
});
