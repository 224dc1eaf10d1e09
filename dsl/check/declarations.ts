import { limits } from '../../domain/limits.ts';
import { compileType, plainTypes } from '../compile-type.ts';
import { conformance } from '../conform.ts';
import { constantOf, keyText } from '../constant.ts';
import { describeType } from '../describe-type.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Program } from '../program.ts';
import { faultsIn, type ParameterNode, type Span, type ToolNode, type TypeNode } from '../tree.ts';

/** What other languages call the types of this one. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ...['string', 'str', 'varchar', 'char', 'markdown', 'url', 'email', 'id'].map((name) => [name, 'text'] as const),
  ...['int', 'integer', 'float', 'double', 'num', 'decimal', 'long'].map((name) => [name, 'number'] as const),
  ...['boolean', 'flag'].map((name) => [name, 'bool'] as const),
  ...['date', 'datetime', 'timestamp', 'instant'].map((name) => [name, 'time'] as const),
  ...['timespan', 'interval', 'period'].map((name) => [name, 'duration'] as const),
  ...['array', 'list', 'set', 'vector'].map((name) => [name, 'list<text>'] as const),
  ...['dict', 'map', 'record', 'object', 'hash', 'json'].map((name) => [name, 'map<any>'] as const),
  ...['unknown', 'mixed', 'value'].map((name) => [name, 'any'] as const),
]);

/** Inputs, tools and types as they are declared, and the objects that are written down. */
export function* checkDeclarations(program: Program): Iterable<Finding> {
  yield* bounded(program.inputs, 'inputs', limits.inputsMax);
  for (const input of program.inputs) yield* parameter(input);
  for (const tool of program.ownTools) {
    yield* bounded(tool.parameters, 'parameters', limits.argumentsMax);
    for (const each of tool.parameters) yield* parameter(each);
    if (tool.returns !== null) yield* properType(tool.returns);
    yield* hostTool(tool, program);
  }
  for (const { parts } of program.live) {
    for (const each of parts) if (each.kind === 'object') yield* uniqueKeys(each.fields);
  }
}

function* bounded(nodes: readonly ParameterNode[], what: string, most: number): Iterable<Finding> {
  const first = nodes[most];
  if (first === undefined) return;
  yield {
    code: 'loop.too_many',
    span: first.span,
    message: `There are ${nodes.length} ${what} here; ${most} are the most.`,
    hint: 'Put some of them together into one object.',
  };
}

function* parameter({ name, type, default: value }: ParameterNode): Iterable<Finding> {
  if (type !== null) yield* properType(type);
  if (value === null || name.kind === 'fault' || faultsIn(value).length > 0) return;
  const constant = constantOf(value);
  if (constant === undefined) {
    yield {
      code: 'loop.bad_default',
      span: value.span,
      message: `The default of "${name.text}" is not a fixed value.`,
      hint: 'Write a text, number, true, false, null, duration, or a list or object of those.',
    };
    return;
  }
  const expected = compileType(type);
  const misfit = conformance(constant, expected);
  if (misfit === null) return;
  yield {
    code: 'loop.wrong_type',
    span: value.span,
    message: `The default of "${name.text}" does not fit its type: ${misfit}.`,
    hint: `Write ${describeType(expected)}.`,
  };
}

function* properType(type: TypeNode): Iterable<Finding> {
  switch (type.kind) {
    case 'named_type':
      yield* knownType(type.name, type.span);
      return;
    case 'container_type':
    case 'optional_type':
      yield* properType(type.of);
      return;
    case 'union_type':
      for (const member of type.of) yield* properType(member);
      return;
    case 'object_type':
      yield* uniqueKeys(type.fields.map(({ name }) => ({ key: name })));
      for (const field of type.fields) yield* properType(field.type);
      return;
    case 'literal_type':
      if (type.text.parts.every((part) => part.kind === 'piece')) return;
      yield {
        code: 'loop.bad_type',
        span: type.span,
        message: 'Nothing can be put into the text of a type.',
        hint: 'Write the text as it is, or the type text.',
      };
      return;
    case 'fault':
      return;
  }
}

function* knownType(name: string, span: Span): Iterable<Finding> {
  if (plainTypes.some((plain) => plain === name)) return;
  const meant = otherNames.get(name.toLowerCase()) ?? nearest(name, [...plainTypes, 'list', 'map']);
  const written = meant === 'list' ? 'list<text>' : meant === 'map' ? 'map<text>' : meant;
  yield {
    code: 'loop.bad_type',
    span,
    message:
      name === 'list' || name === 'map' ? `It is not said what the ${name} is of.` : `There is no type "${name}".`,
    hint:
      written === null
        ? `Types are ${plainTypes.join(', ')}, list<…>, map<…>, {field: …} and "a"|"b".`
        : `Did you mean ${written}?`,
  };
}

function* uniqueKeys(fields: readonly { readonly key: Parameters<typeof keyText>[0] }[]): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { key } of fields) {
    const name = keyText(key);
    if (key.kind === 'fault') continue;
    if (name === null || name === '__proto__') {
      yield {
        code: 'loop.bad_name',
        span: key.span,
        message:
          name === null
            ? 'The name of a field is fixed; nothing can be put into it.'
            : `"${name}" cannot be the name of a field.`,
        hint: 'Choose another name.',
      };
    } else if (seen.has(name)) {
      yield {
        code: 'loop.duplicate_name',
        span: key.span,
        message: `The field "${name}" stands twice here.`,
        hint: 'Delete one of the two, or give it another name.',
      };
    } else seen.add(name);
  }
}

function* hostTool({ implementation }: ToolNode, { context }: Program): Iterable<Finding> {
  if (implementation.kind === 'fault' || implementation.by.kind !== 'host') return;
  const { name } = implementation.by;
  if (name.kind === 'fault' || context.hostTools === undefined || context.hostTools.includes(name.text)) return;
  const near = nearest(name.text, context.hostTools);
  yield {
    code: 'loop.unknown_host_tool',
    span: name.span,
    message: `The worker has no HOST tool "${name.text}".`,
    hint: near === null ? 'Add the module that defines it to HOLOLOOM_HOST_TOOLS.' : `Did you mean "${near}"?`,
  };
}
