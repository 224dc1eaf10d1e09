import type { Lineage } from '../../domain/journal.ts';
import type { Plan } from '../../dsl/plan.ts';
import { doneAnew } from '../../dsl/resume.ts';

/** In whose name the steps of a run are done. */
export class Origins {
  readonly #first: string;
  /** The newest first. */
  readonly #resumed: readonly { readonly run: string; readonly isAnew: (path: string) => boolean }[];

  constructor(plan: Plan, { first, resumed }: Lineage) {
    this.#first = first;
    this.#resumed = resumed.map(({ run, anew }) => ({ run, isAnew: doneAnew(plan, anew) })).reverse();
  }

  /** The workflow id of the run in which a step was first tried, since it was undone if it was. */
  of(path: string): string {
    return this.#resumed.find(({ isAnew }) => isAnew(path))?.run ?? this.#first;
  }
}

/** The lineage of a chunk of a FOR: each run had that chunk under its own id. */
export function lineageInside({ first, resumed }: Lineage, name: string): Lineage {
  return { first: `${first}/${name}`, resumed: resumed.map(({ run, anew }) => ({ run: `${run}/${name}`, anew })) };
}
