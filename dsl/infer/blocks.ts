import { holdsOthers } from '../lines-of-blocks.ts';
import type { LoopType } from '../plan.ts';
import type { BranchNode, ClauseNode, ExpressionNode, Fault, StepNode } from '../tree.ts';
import { isControl } from '../walk.ts';
import { inferControl } from './controls.ts';
import type { Expressions, Where } from './expressions.ts';
import { join } from './join.ts';
import { mayBeNull, nullOnly, optional } from './normal-form.ts';
import type { Outcomes } from './outcomes.ts';
import { bothOf, eitherOf, type Facts, type Known, noFacts, Scope } from './scope.ts';
import { testKey } from './test-key.ts';
import { inferTest, inferValue } from './tests.ts';
import { written } from './wording.ts';

type Block = readonly (StepNode | Fault)[];

/** Follows types through the lines of blocks. */
export class Blocks {
  readonly expressions: Expressions;
  /** What the RETURNs met so far give. */
  readonly returned: LoopType[] = [];

  constructor(expressions: Expressions) {
    this.expressions = expressions;
  }

  /** @param scope what can be used before the block; what its lines give is added */
  infer(block: Block, scope: Scope): void {
    for (const step of block) if (step.kind === 'step') this.#inferStep(step, scope);
  }

  #inferStep(step: StepNode, scope: Scope): void {
    const { name, does } = step;
    const when = clauseOf(step, 'WHEN');
    const outside: Where = { scope, takesWhen: when === null };
    const outcomes = when === null ? null : inferTest('WHEN', when, outside, this.expressions);
    const where = outcomes === null ? outside : { ...outside, scope: new Scope(scope, outcomes.yes) };
    if (isControl(does) && does.kind === 'if') {
      const names = this.#inferIf(step, does.branches, where, when);
      for (const [inner, known] of names) scope.give(inner, known);
    }
    const own = isControl(does) ? inferControl(does, where, this) : this.expressions.infer(does, where);
    const done = this.#withClauses(step, own, where);
    if (name !== null) {
      this.expressions.names.set(name, when === null ? done : optional(done));
      const line = this.expressions.program.lineOf(step);
      const known =
        when === null || outcomes === null ? { type: done } : this.#maybeSkipped(line, when, outcomes, done);
      scope.give(name.text, { ...known, line });
    }
    if (name === null && outcomes !== null && isEnd(step)) scope.learn(outcomes.no);
  }

  /** @returns what the line gives once it was not skipped */
  #withClauses(step: StepNode, own: LoopType, where: Where): LoopType {
    let type = own;
    for (const { keyword, value, options } of step.clauses) {
      if (value === null || keyword.text === 'WHEN') continue;
      if (keyword.text === 'ELSE') type = join([type, this.expressions.infer(value, where)]);
      else if (keyword.text === 'UNDO') this.#inferUndo(step, value, own, where);
      else {
        const kind = keyword.text === 'RETRY' ? 'a number' : 'a duration';
        inferValue(`${keyword.text} wants ${kind}`, value, ['number'], where, this.expressions);
        for (const option of options) if (option.value !== null) this.expressions.infer(option.value, where);
      }
    }
    return type;
  }

  /** An UNDO looks back at what its own line gave, and only when it did. */
  #inferUndo({ name }: StepNode, value: ExpressionNode, own: LoopType, where: Where): void {
    const scope = new Scope(where.scope);
    if (name !== null) scope.shadow(name.text, { type: own });
    this.expressions.infer(value, { scope, takesWhen: false });
  }

  #maybeSkipped(line: number, when: ExpressionNode, { yes, no }: Outcomes, type: LoopType): Known {
    const { program } = this.expressions;
    const test = testKey(when, program.text);
    const skipped = { line, when: written(when, program.text) };
    return {
      type: optional(type),
      skipped: { ...skipped, when: skipped.when === 'this' ? null : skipped.when },
      implies: { value: yes, null: mayBeNull(type) ? null : no },
      ...(test === null ? {} : { where: [{ tests: [test], type }] }),
    };
  }

  /** @returns the names given in the branches, as they are below the END */
  #inferIf(
    step: StepNode,
    branches: readonly BranchNode[],
    where: Where,
    when: ExpressionNode | null,
  ): Map<string, Known> {
    let before: Facts = noFacts;
    let after: Facts | null = null;
    const met: BranchMet[] = [];
    for (const { keyword, test, steps } of branches) {
      const outer = { ...where, scope: new Scope(where.scope, before) };
      const outcomes = test === null ? null : inferTest(keyword.text, test, outer, this.expressions);
      const scope = new Scope(outer.scope, outcomes?.yes);
      this.infer(steps, scope);
      const ends = endsRun(steps);
      const facts = bothOf(before, outcomes?.yes ?? noFacts);
      if (!ends) after = after === null ? facts : eitherOf(after, facts);
      met.push({ given: scope.given, ends, facts, tests: this.#testsOf(branches, met.length, when), test });
      before = bothOf(before, outcomes?.no ?? noFacts);
    }
    const isComplete = branches.at(-1)?.test === null;
    if (!isComplete) after = after === null ? before : eitherOf(after, before);
    // Below an IF that ends the run in one branch, another one was taken.
    if (when === null && after !== null && holdsOthers(step) && met.some(({ ends }) => ends)) where.scope.learn(after);
    return this.#namesOf(met, isComplete ? null : before, when === null);
  }

  /** The tests that tell that a branch is taken; null where they may change. */
  #testsOf(branches: readonly BranchNode[], at: number, when: ExpressionNode | null): readonly string[] | null {
    const keys = branches.slice(0, at + 1).flatMap(({ test }, position) => {
      const key = test === null ? '' : testKey(test, this.expressions.program.text);
      if (key === '') return [];
      return [key === null || position === at ? key : `!${key}`];
    });
    const all = when === null ? keys : [...keys, testKey(when, this.expressions.program.text)];
    return all.includes(null) ? null : all.filter((key) => key !== null);
  }

  /**
   * @param otherwise what is known when no branch was taken; null when one always is
   * @param isSure whether the IF itself is never skipped
   */
  #namesOf(met: readonly BranchMet[], otherwise: Facts | null, isSure: boolean): Map<string, Known> {
    const names = new Map<string, Known>();
    for (const name of new Set(met.flatMap(({ given }) => [...given.keys()]))) {
      const found = met.flatMap((branch) => {
        const known = branch.given.get(name);
        return known === undefined ? (branch.ends ? [] : [null]) : [{ ...branch, known }];
      });
      const types = found.map((each) => each?.known.type ?? nullOnly);
      const where = found.flatMap((each) =>
        each === null || each.tests === null ? [] : whereTaken(each.known, each.tests),
      );
      const [only, another] = found.filter((each) => each !== null);
      const one = another === undefined ? only : undefined;
      const skipped = one === undefined ? null : this.#skippedWith(one.known, one.test);
      const implies = one === undefined ? null : impliedBy(one, name, met, otherwise, isSure);
      const type = join(otherwise === null && isSure ? types : [...types, nullOnly]);
      names.set(name, {
        type,
        where,
        ...(skipped === null ? {} : { skipped }),
        ...(implies === null ? {} : { implies }),
      });
    }
    return names;
  }

  #skippedWith({ line, skipped }: Known, test: ExpressionNode | null): NonNullable<Known['skipped']> | null {
    if (line === undefined) return null;
    const when = skipped === undefined && test !== null ? written(test, this.expressions.program.text) : 'this';
    return { line, when: when === 'this' ? null : when };
  }
}

interface BranchMet {
  readonly given: ReadonlyMap<string, Known>;
  readonly ends: boolean;
  /** What is known in it. */
  readonly facts: Facts;
  readonly tests: readonly string[] | null;
  readonly test: ExpressionNode | null;
}

/** What it tells that a name given in one branch alone is null, or is not. */
function impliedBy(
  { facts, known }: BranchMet & { readonly known: Known },
  name: string,
  met: readonly BranchMet[],
  otherwise: Facts | null,
  isSure: boolean,
): NonNullable<Known['implies']> {
  const value = known.implies === undefined ? facts : bothOf(facts, known.implies.value);
  if (!isSure || mayBeNull(known.type)) return { value, null: null };
  const others = met.flatMap((branch) => (branch.ends || branch.given.has(name) ? [] : [branch.facts]));
  const [first, ...rest] = otherwise === null ? others : [...others, otherwise];
  return { value, null: first === undefined ? null : rest.reduce(eitherOf, first) };
}

/** How many ways are kept in which tests tell what a name is: one for each IF that its line stands in. */
const waysMax = 4;

function whereTaken({ type, where = [] }: Known, tests: readonly string[]): NonNullable<Known['where']> {
  const inner = where.slice(0, waysMax - 1).map((each) => ({ tests: [...tests, ...each.tests], type: each.type }));
  return [...inner, { tests, type }];
}

function clauseOf({ clauses }: StepNode, word: ClauseNode['keyword']['text']): ExpressionNode | null {
  return clauses.find(({ keyword }) => keyword.text === word)?.value ?? null;
}

/** Whether a line ends the run when it is not skipped. */
function isEnd({ does }: StepNode): boolean {
  return isControl(does) && does.kind === 'act' && (does.keyword.text === 'FAIL' || does.keyword.text === 'RETURN');
}

/** Whether no run gets below the lines of a block. */
function endsRun(block: Block): boolean {
  return block.some((step) => {
    if (step.kind === 'fault' || clauseOf(step, 'WHEN') !== null) return false;
    if (isEnd(step)) return true;
    if (!isControl(step.does) || step.does.kind !== 'if') return false;
    const { branches } = step.does;
    return branches.at(-1)?.test === null && branches.every(({ steps }) => endsRun(steps));
  });
}
