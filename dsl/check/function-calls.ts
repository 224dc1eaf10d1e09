import type { Callable } from '../callables.ts';
import type { Finding } from '../finding.ts';
import type { CallNode, Span } from '../tree.ts';

type FunctionCall = Extract<Callable, { kind: 'function' }>;

/** Whether a function of the language gets as many values as it takes, and `item => value` where it wants one. */
export function* checkFunctionCall(
  call: CallNode,
  { name, function: found, receiver }: FunctionCall,
): Iterable<Finding> {
  const wrong = (span: Span, message: string, hint: string): Finding => ({
    code: 'loop.bad_argument',
    span,
    message,
    hint,
  });
  const each = call.arguments.filter(({ value }) => value.kind === 'lambda');
  const values = call.arguments.length - each.length + (receiver === null ? 0 : 1);
  const [least, most] = found.takes;
  const shown = `${name}(${exampleOf(least, found.withEach === true)}) gives ${found.gives}.`;
  for (const argument of call.arguments) {
    if (argument.name !== null)
      yield wrong(argument.name.span, `Values of ${name}() have no names.`, `Delete "${argument.name.text}:".`);
  }
  if (values < least || values > most) {
    const wanted = least === most ? String(least) : `${least} to ${most}`;
    yield wrong(
      call.callee.span,
      `${name}() takes ${wanted} ${most === 1 ? 'value' : 'values'}, and here are ${values}.`,
      shown,
    );
  }
  const [first] = each;
  const last = call.arguments.at(-1);
  if (found.withEach === true && (each.length !== 1 || last !== first)) {
    yield wrong(call.callee.span, `${name}() wants one function as its last argument.`, shown);
  } else if (found.withEach !== true && first !== undefined) {
    yield wrong(first.span, `${name}() takes no function.`, shown);
  }
}

function exampleOf(values: number, withEach: boolean): string {
  const names = ['value', 'second', 'third'].slice(0, values);
  return [...names, ...(withEach ? ['item => …'] : [])].join(', ');
}
