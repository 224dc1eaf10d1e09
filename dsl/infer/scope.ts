import type { LoopType } from '../plan.ts';
import { isToldBy } from './assignable.ts';
import { join } from './join.ts';
import { alternativesOf, anything, mayBeNull } from './normal-form.ts';

/** What is known where a test was found to be true, or not to be. */
export interface Facts {
  /** What names are there. */
  readonly types: ReadonlyMap<string, LoopType>;
  /** The tests that hold, and after `!` those that do not, as `testKey` writes them. */
  readonly tests: ReadonlySet<string>;
}

export const noFacts: Facts = { types: new Map(), tests: new Set() };

/** Of a longer chain of tests only so many are remembered by themselves; what they tell of names is remembered of all. */
const testsMax = 12;

/** Both are known; where both tell of a name, the second was found knowing the first. */
export function bothOf(first: Facts, second: Facts): Facts {
  const types = first.types.size === 0 ? second.types : new Map([...first.types, ...second.types]);
  const missing = testsMax - first.tests.size;
  const tests = missing <= 0 ? first.tests : new Set([...first.tests, ...[...second.tests].slice(0, missing)]);
  return { types, tests };
}

/** One of the two is known. */
export function eitherOf(first: Facts, second: Facts): Facts {
  const types = [...first.types].flatMap(([name, type]) => {
    const other = second.types.get(name);
    return other === undefined ? [] : [[name, join([type, other])] as const];
  });
  return { types: new Map(types), tests: new Set([...first.tests].filter((test) => second.tests.has(test))) };
}

/** A name, with the line that may have been skipped, so that it is null. */
export interface Known {
  readonly type: LoopType;
  /** The line that gives it. */
  readonly line?: number;
  /** What it is where certain tests hold, all of them. */
  readonly where?: readonly { readonly tests: readonly string[]; readonly type: LoopType }[];
  readonly skipped?: {
    readonly line: number;
    readonly when: string | null;
    /** Under ON ERROR it may also have been stopped on its way. */
    readonly unfinished?: true;
  };
  /** What is known where it is not null, and where it is; null where that tells nothing. */
  readonly implies?: { readonly value: Facts; readonly null: Facts | null };
}

/** How far it is followed that one name tells of another, which tells of a third. */
const impliedMax = 8;

/** The names that can be used at a place, and what they are there. Values never change, so what is found stays true. */
export class Scope {
  readonly #outer: Scope | null;
  readonly #known = new Map<string, Known>();
  /** What tests told of names, of this scope or of outer ones. */
  readonly #told = new Map<string, LoopType>();
  readonly #tests = new Set<string>();
  /** The names that are more than they seem where a test holds. */
  readonly #dependents = new Map<string, Set<string>>();

  constructor(outer: Scope | null, facts: Facts = noFacts) {
    this.#outer = outer;
    this.learn(facts);
  }

  /** The names given here, without those of outer scopes, and without what tests told of them. */
  get given(): ReadonlyMap<string, Known> {
    return this.#known;
  }

  /** Gives a name its meaning. One that has two, which a check refuses, means nothing that is known. */
  give(name: string, known: Known): void {
    this.shadow(name, this.knownOf(name) === undefined ? known : { type: anything });
  }

  /** Gives a name that may have another meaning outside. */
  shadow(name: string, known: Known): void {
    this.#known.set(name, known);
    for (const { tests } of known.where ?? []) {
      for (const test of tests) {
        const others = this.#dependents.get(test);
        if (others === undefined) this.#dependents.set(test, new Set([name]));
        else others.add(name);
      }
    }
    this.#reveal(name, 0);
  }

  typeOf(name: string): LoopType | undefined {
    return this.#told.get(name) ?? this.#known.get(name)?.type ?? this.#outer?.typeOf(name);
  }

  knownOf(name: string): Known | undefined {
    return this.#known.get(name) ?? this.#outer?.knownOf(name);
  }

  holds(test: string): boolean {
    return this.#tests.has(test) || this.#outer?.holds(test) === true;
  }

  learn({ types, tests }: Facts): void {
    this.#learn({ types, tests }, 0);
  }

  /** @param depth how many names, one known by the other, led here */
  #learn({ types, tests }: Facts, depth: number): void {
    for (const [name, type] of types) this.#tell(name, type, depth);
    // What others tell was found out when they were, or when the names were given.
    const found = [...tests].filter((test) => !this.holds(test));
    for (const test of found) this.#tests.add(test);
    for (const name of this.#dependentsOf(found)) this.#reveal(name, depth);
  }

  #tell(name: string, type: LoopType, depth: number): void {
    const before = this.typeOf(name);
    // What was known before may be narrower.
    if (before === undefined || isToldBy(before, type)) return;
    this.#told.set(name, type);
    const implies = this.knownOf(name)?.implies;
    if (implies === undefined || !mayBeNull(before) || depth === impliedMax) return;
    if (!mayBeNull(type)) this.#learn(implies.value, depth + 1);
    else if (implies.null !== null && alternativesOf(type).length === 0) this.#learn(implies.null, depth + 1);
  }

  #dependentsOf(tests: readonly string[]): ReadonlySet<string> {
    const names = new Set<string>();
    if (tests.length === 0) return names;
    for (let scope: Scope | null = this; scope !== null; scope = scope.#outer) {
      for (const test of tests) for (const name of scope.#dependents.get(test) ?? []) names.add(name);
    }
    return names;
  }

  #reveal(name: string, depth: number): void {
    const found = this.knownOf(name)?.where?.find(({ tests }) => tests.every((test) => this.holds(test)));
    if (found !== undefined) this.#tell(name, found.type, depth);
  }
}
