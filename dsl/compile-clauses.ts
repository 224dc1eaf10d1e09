import { compileCall, type Gathering } from './compile-call.ts';
import { type Bindings, compileExpression, refuseCall } from './compile-expression.ts';
import { constantOf } from './constant.ts';
import { ungrouped } from './lines-of-blocks.ts';
import type { Expression, PlannedCall, PlannedStep } from './plan.ts';
import type { ClauseNode, ExpressionNode, StepNode } from './tree.ts';

/** The clauses of a line as its step carries them; AFTER is in the order of the steps. */
export type CompiledClauses = Pick<PlannedStep, 'when' | 'timeoutMs' | 'retry' | 'otherwise' | 'undo'>;

/** What RETRY leaves open; the same as for calls without RETRY. */
const retryDefault = { everyMs: 1_000, backoff: 2 };

export function compileClauses({ clauses }: StepNode, around: Bindings, gathering: Gathering): CompiledClauses {
  const bindings = { ...around, hoist: refuseCall };
  const inner = (value: ExpressionNode): Expression => compileExpression(value, bindings);
  const behind = (word: string): ExpressionNode | null =>
    clauses.find(({ keyword }) => keyword.text === word)?.value ?? null;
  const when = behind('WHEN');
  const timeout = behind('TIMEOUT');
  const otherwise = behind('ELSE');
  const undo = behind('UNDO');
  const retry = clauses.find(({ keyword }) => keyword.text === 'RETRY');
  return {
    ...(when === null ? {} : { when: inner(when) }),
    ...(timeout === null ? {} : { timeoutMs: inner(timeout) }),
    ...(retry === undefined ? {} : { retry: compileRetry(retry) }),
    ...(otherwise === null ? {} : { otherwise: inner(otherwise) }),
    ...(undo === null ? {} : { undo: compileUndo(undo, bindings, gathering) }),
  };
}

function compileRetry({ value, options }: ClauseNode): NonNullable<PlannedStep['retry']> {
  const numberOf = (word: string, otherwise: number): number =>
    fixedNumber(options.find(({ keyword }) => keyword.text === word)?.value ?? null) ?? otherwise;
  return {
    triesMax: fixedNumber(value) ?? 1,
    everyMs: numberOf('EVERY', retryDefault.everyMs),
    backoff: numberOf('BACKOFF', retryDefault.backoff),
  };
}

/** A number that a check has found to be written as it is. */
export function fixedNumber(node: ExpressionNode | null): number | null {
  const value = node === null ? undefined : constantOf(node);
  return typeof value === 'number' ? value : null;
}

function compileUndo(value: ExpressionNode, bindings: Bindings, gathering: Gathering): PlannedCall {
  const call = ungrouped(value);
  const compiled = call.kind === 'call' ? compileCall(call, bindings, gathering) : null;
  if (compiled?.kind === 'call') return { tool: compiled.tool, arguments: compiled.arguments };
  throw new TypeError('An UNDO that calls no tool reached the compiler; a check should have refused it.');
}

/** All that is worked out for the clauses of a step. */
export function expressionsOfClauses({ when, timeoutMs, otherwise, undo }: CompiledClauses): readonly Expression[] {
  const all = [when, timeoutMs, otherwise, ...(undo?.arguments.map(([, value]) => value) ?? [])];
  return all.filter((each) => each !== undefined);
}
