import type { Callable } from '../callables.ts';
import { shownType } from '../describe-type.ts';
import type { LoopFunction } from '../evaluation/function.ts';
import type { LoopType, Parameter } from '../plan.ts';

/** `name: text, fast: bool = false` */
export function shownParameters(parameters: readonly Parameter[]): string {
  return parameters.map(shownParameter).join(', ');
}

export function shownParameter({ name, type, default: value }: Parameter): string {
  const typed = type.t === 'any' ? name : `${name}: ${shownType(type)}`;
  return value === undefined ? typed : `${typed} = ${JSON.stringify(value)}`;
}

function shownResult(returns: LoopType | undefined): string {
  return returns === undefined || returns.t === 'any' ? '' : ` -> ${shownType(returns)}`;
}

/** How a function is called: `list.map(item => value)`, `size(value)`. */
export function functionUsage(name: string, { takes: [least, most], withEach }: LoopFunction): string {
  const values = ['value', 'second', 'third'].slice(0, most);
  const written = values.map((value, at) => (at < least ? value : `[${value}]`));
  return `${name}(${[...written, ...(withEach === true ? ['item => …'] : [])].join(', ')})`;
}

/** What can be called under a name, in one line; null for what nobody knows. */
export function signatureOf(callable: Callable): string | null {
  switch (callable.kind) {
    case 'tool': {
      const { name, parameters, returns } = callable.tool;
      return `${name}(${shownParameters(parameters)})${shownResult(returns)}`;
    }
    case 'loop':
    case 'own_loop': {
      const returns = callable.kind === 'loop' ? callable.returns : undefined;
      return `${callable.loop}(${shownParameters(callable.parameters)})${shownResult(returns)}`;
    }
    case 'function':
      return functionUsage(callable.name, callable.function);
    case 'host':
      return `${callable.name}(…)`;
    default:
      return null;
  }
}

/** What is called and where it comes from, in one sentence; null for what nobody knows. */
export function originOf(callable: Callable): string | null {
  switch (callable.kind) {
    case 'tool': {
      const { from, effect, implementation } = callable.tool;
      const by = implementation.kind === 'host' ? `HOST ${implementation.name}` : implementation.kind.toUpperCase();
      const where = from === null ? '' : ` of ${from}`;
      return `A tool${where} that ${effect === 'read' ? 'changes nothing' : 'may change something'}, done by ${by}.`;
    }
    case 'loop':
      return `A loop of ${callable.from}, run as a run of its own.`;
    case 'own_loop':
      return 'A loop of this source, run as a run of its own.';
    case 'function':
      return `A function of the language: ${callable.function.gives}.`;
    case 'host':
      return 'A HOST tool of the worker without a declaration: its arguments need names.';
    case 'assumed':
      return 'Taken on trust: a dependency that was not looked up may bring it.';
    default:
      return null;
  }
}
