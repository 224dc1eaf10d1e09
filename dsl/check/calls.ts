import type { Callable } from '../callables.ts';
import { exportsOf } from '../callables.ts';
import { functions } from '../evaluation/functions.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Program } from '../program.ts';
import type { CallNode } from '../tree.ts';
import { checkArguments, checkHostArguments } from './arguments.ts';
import { checkFunctionCall } from './function-calls.ts';

/** Calls: whether there is such a tool or loop, and whether it takes what it is given. */
export function* checkCalls(program: Program): Iterable<Finding> {
  for (const { calls } of program.live) {
    for (const call of calls) {
      const callable = program.callables.resolve(call);
      if (callable.kind === 'tool') yield* checkArguments(call, callable.tool.name, callable.tool.parameters, program);
      else if (callable.kind === 'loop' || callable.kind === 'own_loop')
        yield* checkArguments(call, callable.loop, callable.parameters, program);
      else if (callable.kind === 'function') yield* checkFunctionCall(call, callable);
      else if (callable.kind === 'host') yield* checkHostArguments(call, callable.name);
      else yield* unresolved(call, callable, program);
    }
  }
}

function* unresolved(call: CallNode, callable: Callable, program: Program): Iterable<Finding> {
  const span = call.callee.span;
  switch (callable.kind) {
    case 'assumed': {
      const near = callable.name.includes('.') ? null : program.callables.nearest(callable.name);
      if (near === null) return;
      yield {
        code: 'loop.near_tool',
        span,
        message: `"${callable.name}" is taken on trust, and very near to "${near}", which is known.`,
        hint: `Did you mean "${near}"?`,
      };
      return;
    }
    case 'unknown': {
      const given = valueNamed(callable.name, program);
      if (given !== null) {
        yield {
          code: 'loop.not_callable',
          span,
          message: `"${callable.name}" is a value, given in line ${given}; only tools and loops can be called.`,
          hint: 'Delete the brackets to use the value, or write the name of a tool.',
        };
        return;
      }
      const near = program.callables.nearest(callable.name);
      yield {
        code: 'loop.unknown_tool',
        span,
        message: `No tool or loop called "${callable.name}" is known here.`,
        hint:
          exportedBy(callable.name, program) ?? (near === null ? declaring(callable.name) : `Did you mean "${near}"?`),
      };
      return;
    }
    case 'ambiguous':
      yield {
        code: 'loop.ambiguous_tool',
        span,
        message: `"${callable.name}" is exported by ${callable.packages.join(' and by ')}.`,
        hint: [
          'Say which one you mean, by an alias:',
          '  USES:',
          `    - one = ${callable.packages[0] ?? ''} ^1.0.0`,
          `and call one.${callable.name}(…).`,
        ].join('\n'),
      };
      return;
    case 'toolbox':
      yield {
        code: 'loop.not_callable',
        span,
        message: `${callable.contract.package} is a toolbox: it has no loop to run.`,
        hint: `Call one of its tools: ${offered(callable.alias, exportsOf(callable.contract))}.`,
      };
      return;
    case 'no_such_tool': {
      const names = exportsOf(callable.contract);
      const near = nearest(callable.name, names);
      const { package: name, version } = callable.contract;
      yield {
        code: 'loop.unknown_tool',
        span,
        message: `${name} ${version} exports nothing called "${callable.name}".`,
        hint:
          near === null ? `It exports ${offered(callable.alias, names)}.` : `Did you mean "${callable.alias}.${near}"?`,
      };
      return;
    }
    case 'no_function': {
      const near = nearest(callable.name, functions.keys());
      yield {
        code: 'loop.unknown_tool',
        span: call.callee.kind === 'field' ? call.callee.name.span : span,
        message: `There is no function called "${callable.name}".`,
        hint:
          near === null
            ? 'The functions are listed in docs/LANGUAGE.md; tools are called by their names.'
            : `Did you mean "${near}"?`,
      };
      return;
    }
    default:
      return;
  }
}

const declaring = (name: string): string =>
  `Declare it under TOOLS (- ${name.slice(0, 40)}(…) = HOST …), or list the package that exports it under USES.`;

/** Where the marketplace has it, or null. */
function exportedBy(name: string, { context }: Program): string | null {
  const [first, ...others] = (context.exporters ?? []).filter(({ exports }) => exports.includes(name));
  if (first === undefined) return null;
  const also =
    others.length === 0
      ? ''
      : ` (so do ${others
          .slice(0, 3)
          .map((each) => each.package)
          .join(', ')})`;
  return [
    `${first.package} exports it${also}. Depend on it, in metadata.json or by a line of the loop:`,
    '  USES:',
    `    - ${aliasOf(first.package)} = ${first.package} ^${first.version}`,
  ].join('\n');
}

/** The last part of a package's name, as names in a loop are written. */
function aliasOf(name: string): string {
  return (name.split('/').at(-1) ?? name).replaceAll('-', '_');
}

function offered(alias: string, names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `${alias}.${name}(…)`);
  return shown.join(', ') + (names.length > shown.length ? ' …' : '');
}

/** The line that gives a value this name, or null. */
function valueNamed(text: string, program: Program): number | null {
  const names = [...program.inputs.map(({ name }) => name), ...program.everyLine.map(({ name }) => name)];
  const found = names.find((name) => name?.kind === 'identifier' && name.text === text);
  return found == null ? null : program.lineOf(found);
}
