import { type Callable, exportsOf } from '../callables.ts';
import { shownType } from '../describe-type.ts';
import { functions } from '../evaluation/functions.ts';
import type { Parameter } from '../plan.ts';
import type { Program } from '../program.ts';
import type { ExpressionNode } from '../tree.ts';
import { fieldsOf, type KnownTypes } from './known-types.ts';
import { type Declaration, type Names, valuesAt } from './names.ts';
import { functionUsage, originOf, shownParameter, signatureOf } from './signature.ts';
import { type Suggestion, suggestion } from './suggestion.ts';
import { givenHelp } from './word-help.ts';

const constants = ['true', 'false', 'null'].map((word) => suggestion('value', word, 'constant', ''));

/** The values with a name at a place. */
export function valueSuggestions(offset: number, names: Names, types: KnownTypes): readonly Suggestion[] {
  return [...valuesAt(offset, names).map((each) => ofDeclaration(each, types)), ...constants];
}

/** The lines above, which AFTER can wait for. */
export function stepSuggestions(offset: number, names: Names, types: KnownTypes): readonly Suggestion[] {
  return valuesAt(offset, names).flatMap((each) => (each.kind === 'step' ? [ofDeclaration(each, types)] : []));
}

function ofDeclaration(declaration: Declaration, types: KnownTypes): Suggestion {
  const detail = shownType(types.ofDeclaration(declaration));
  return suggestion('value', declaration.text, detail, givenHelp.get(declaration.text) ?? '');
}

/** Everything that can be called by its name alone. */
export function callableSuggestions({ callables }: Program): readonly Suggestion[] {
  return callables.names().flatMap((name) => ofCallable(name, callables.resolveName(name)) ?? []);
}

const kinds: Readonly<Partial<Record<Callable['kind'], Suggestion['kind']>>> = {
  loop: 'loop',
  own_loop: 'loop',
  function: 'function',
};

function ofCallable(name: string, callable: Callable): Suggestion | null {
  const signature = signatureOf(callable);
  const kind = kinds[callable.kind] ?? 'tool';
  if (signature !== null) return suggestion(kind, name, signature, originOf(callable) ?? '');
  // An alias of a package that was not looked up, or that has tools alone.
  return callable.kind === 'assumed' || callable.kind === 'toolbox' ? suggestion('loop', name, 'alias', '') : null;
}

/** The parameters of what is called, as `name:`, but for those that have a value already. */
export function parameterSuggestions(callable: Callable, given: ReadonlySet<string>, byPlace: number): Suggestion[] {
  return parametersOf(callable)
    .slice(byPlace)
    .filter(({ name }) => !given.has(name))
    .map((parameter) => suggestion('parameter', `${parameter.name}:`, shownParameter(parameter), ''));
}

function parametersOf(callable: Callable): readonly Parameter[] {
  if (callable.kind === 'tool') return callable.tool.parameters;
  return callable.kind === 'loop' || callable.kind === 'own_loop' ? callable.parameters : [];
}

/** What can stand behind the dot of a value: its fields, then the functions. */
export function memberSuggestions(of: ExpressionNode, types: KnownTypes): readonly Suggestion[] {
  const fields = fieldsOf(types.ofExpression(of)).map(({ name, type }) =>
    suggestion('field', name, shownType(type), ''),
  );
  const methods = [...functions].flatMap(([name, each]) =>
    each.takes[1] === 0 ? [] : [suggestion('function', name, functionUsage(name, each), `${each.gives}.`)],
  );
  return [...fields, ...methods];
}

/** What can stand behind the dot of an alias: the tools and the loop of its package, as far as it is known. */
export function exportSuggestions(alias: string, { uses, context, callables }: Program): readonly Suggestion[] {
  const used = uses.find((use) => use.alias?.text === alias);
  const contract = used?.package.kind === 'identifier' ? context.dependencies.get(used.package.text) : undefined;
  if (contract === undefined) return [];
  const span = { start: 0, end: 0 };
  return exportsOf(contract).flatMap((text) => {
    const name = { kind: 'identifier', span, text } as const;
    const of = { kind: 'name', span, text: alias } as const;
    const callee = { kind: 'field', span, of, name, optional: false } as const;
    const call = { kind: 'call', span, callee, arguments: [], faults: [] } as const;
    return ofCallable(text, callables.resolve(call)) ?? [];
  });
}
