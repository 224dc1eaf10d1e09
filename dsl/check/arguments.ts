import { limits } from '../../domain/limits.ts';
import { conformance } from '../conform.ts';
import { constantOf } from '../constant.ts';
import { describeType } from '../describe-type.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Parameter } from '../plan.ts';
import type { Program } from '../program.ts';
import type { ArgumentNode, CallNode } from '../tree.ts';

/** Whether a call gives a tool or loop what it takes: each parameter once, fixed values of the right type. */
export function* checkArguments(
  call: CallNode,
  callee: string,
  parameters: readonly Parameter[],
  { faults }: Program,
): Iterable<Finding> {
  // Where words are missing, what is there tells nothing about what was meant.
  if (faults.some(({ span }) => span.start >= call.span.start && span.end <= call.span.end)) return;
  yield* tooMany(call);
  if (call.arguments.length > limits.argumentsMax) return;
  yield* functionsGiven(call);
  const given = new Map<string, ArgumentNode>();
  let named: ArgumentNode | null = null;
  for (const [position, argument] of call.arguments.entries()) {
    if (argument.name !== null) named = argument;
    else if (named !== null)
      yield wrong(
        argument,
        'Arguments without a name come before those with one.',
        'Name this one too, or move it to the front.',
      );
    const parameter =
      argument.name === null ? parameters[position] : parameters.find(({ name }) => name === argument.name?.text);
    if (parameter === undefined) {
      if (argument.name === null && position > parameters.length) continue;
      yield unwanted(argument, callee, parameters);
    } else if (given.has(parameter.name)) {
      yield wrong(argument, `"${parameter.name}" is given twice.`, 'Delete one of the two.');
    } else {
      given.set(parameter.name, argument);
      yield* fitting(argument, parameter);
    }
  }
  const missing = parameters.filter(
    ({ name, type, default: fallback }) => !given.has(name) && fallback === undefined && type.t !== 'optional',
  );
  if (missing.length > 0 && given.size === Math.min(call.arguments.length, parameters.length)) {
    const names = missing.map(({ name }) => `"${name}"`).join(', ');
    yield {
      code: 'loop.bad_argument',
      span: call.callee.span,
      message: `${callee} also needs ${names}.`,
      hint: `It is called ${signature(callee, parameters)}.`,
    };
  }
}

/** A HOST tool without a declaration has no order of parameters, only their names. */
export function* checkHostArguments(call: CallNode, callee: string): Iterable<Finding> {
  yield* tooMany(call);
  yield* functionsGiven(call);
  const given = new Set<string>();
  for (const argument of call.arguments) {
    if (argument.name === null) {
      yield wrong(
        argument,
        `${callee} is a HOST tool without a declaration, so its arguments need names.`,
        `Write ${callee}(name: value), or declare it under TOOLS.`,
      );
    } else if (given.has(argument.name.text))
      yield wrong(argument, `"${argument.name.text}" is given twice.`, 'Delete one of the two.');
    else given.add(argument.name.text);
  }
}

function unwanted(argument: ArgumentNode, callee: string, parameters: readonly Parameter[]): Finding {
  const called = `It is called ${signature(callee, parameters)}.`;
  if (argument.name === null) {
    const takes =
      parameters.length === 0
        ? 'no arguments'
        : parameters.length === 1
          ? 'one argument'
          : `${parameters.length} arguments`;
    return wrong(argument, `${callee} takes ${takes}, and this is one more.`, called);
  }
  const near = nearest(
    argument.name.text,
    parameters.map(({ name }) => name),
  );
  const message = `${callee} has no parameter "${argument.name.text}".`;
  return { ...wrong(argument, message, near === null ? called : `Did you mean "${near}"?`), span: argument.name.span };
}

function* fitting({ value }: ArgumentNode, { name, type }: Parameter): Iterable<Finding> {
  const constant = constantOf(value);
  const misfit = constant === undefined ? null : conformance(constant, type);
  if (misfit === null) return;
  yield {
    code: 'loop.wrong_type',
    span: value.span,
    message: `"${name}" does not take this: ${misfit}.`,
    hint: `Give it ${describeType(type)}.`,
  };
}

function* tooMany(call: CallNode): Iterable<Finding> {
  const first = call.arguments[limits.argumentsMax];
  if (first === undefined) return;
  yield {
    code: 'loop.too_many',
    span: first.span,
    message: `This call has ${call.arguments.length} arguments; ${limits.argumentsMax} are the most.`,
    hint: 'Pass one object instead.',
  };
}

function* functionsGiven(call: CallNode): Iterable<Finding> {
  for (const argument of call.arguments) {
    if (argument.value.kind !== 'lambda') continue;
    yield wrong(
      argument,
      'Tools take values, not functions.',
      'Use => with map, filter, any, all, find, sort_by or group_by.',
    );
  }
}

const wrong = ({ span }: ArgumentNode, message: string, hint: string): Finding => ({
  code: 'loop.bad_argument',
  span,
  message,
  hint,
});

function signature(callee: string, parameters: readonly Parameter[]): string {
  const shown = parameters
    .slice(0, 8)
    .map(({ name, type }) => (type.t === 'any' ? name : `${name}: ${describeType(type)}`));
  return `${callee}(${shown.join(', ')}${parameters.length > shown.length ? ', …' : ''})`;
}
