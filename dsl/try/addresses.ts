import { LoomError } from '../../domain/errors.ts';
import { nearest } from '../nearest.ts';
import { everyStep, type Plan } from '../plan.ts';
import { plannedPath } from '../plan-path.ts';

/** A step people may name: its planned path, behind those of the steps that run the loops it is in. */
interface Address {
  readonly path: string;
  readonly name: string | null;
}

function addressesOf(plan: Plan, plans: ReadonlyMap<string, Plan>, prefix = '', depth = 0): readonly Address[] {
  return everyStep([...plan.steps, ...(plan.onError ?? [])]).flatMap((step) => {
    const own = { path: prefix + step.path, name: step.name };
    const inner = step.kind === 'loop' && depth < 16 ? plans.get(step.planHash) : undefined;
    return inner === undefined ? [own] : [own, ...addressesOf(inner, plans, `${own.path}/`, depth + 1)];
  });
}

/**
 * Finds the steps somebody means: `cut` by its name, `contain[].cut` at every item, `contain[1].cut` at one,
 * `investigate/filed` in a loop that is run.
 * @returns whether the step at an address in the run is among them
 * @throws LoomError `command.bad_arguments` for a step that is not there
 */
export function stepsMeant(
  words: readonly string[],
  plan: Plan,
  plans: ReadonlyMap<string, Plan>,
): (address: string) => boolean {
  const known = addressesOf(plan, plans);
  const meant = new Set(words.flatMap((word) => [...pathsMeant(word, known)]));
  return (address) => meant.has(address) || meant.has(plannedPath(address));
}

function pathsMeant(word: string, known: readonly Address[]): readonly string[] {
  if (known.some(({ path }) => path === plannedPath(word))) return [word];
  const named = known.filter(({ path }) => lastOf(path) === word);
  if (named.length > 0) return named.map(({ path }) => path);
  const guess = nearest(
    word,
    known.map(({ path }) => path),
  );
  throw new LoomError(
    'command.bad_arguments',
    `No step is called "${word}".`,
    guess === null ? `Steps are: ${known.map(({ path }) => path).join(', ')}.` : `Did you mean "${guess}"?`,
  );
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
