import type { CompiledCall } from './compile-call.ts';
import { fixedNumber } from './compile-clauses.ts';
import { constantOf } from './constant.ts';
import type { Action } from './lines-of-blocks.ts';
import type { Expression, PlannedStep } from './plan.ts';
import type { ExpressionNode } from './tree.ts';

type Acting = Extract<Action, { readonly act: unknown }>;
/** What a step of this kind carries besides what all steps carry. */
export type OwnOfStep<Kind extends PlannedStep['kind']> = Kind extends unknown
  ? Omit<Extract<PlannedStep, { kind: Kind }>, Exclude<keyof PlannedStep, 'kind'>>
  : never;

/** What a step does; its order is found from the expressions in it. */
export type Doing = CompiledCall | OwnOfStep<Acting['kind'] | 'value'>;

/**
 * @param inner how the expressions of the line are compiled; those worked out over and over by `often`
 * @param gate whether an ASK lets nothing pass but its first choice
 */
export function compileAct(
  { kind, act }: Acting,
  inner: (node: ExpressionNode) => Expression,
  often: (node: ExpressionNode) => Expression,
  gate: boolean,
): Doing {
  const optionOf = (word: string): ExpressionNode | null =>
    act.options.find(({ keyword }) => keyword.text === word)?.value ?? null;
  const option = (word: string): Expression | null => {
    const node = optionOf(word);
    return node === null ? null : inner(node);
  };
  switch (kind) {
    case 'wait':
      return { kind, forMs: inner(act.value) };
    case 'wait_until':
      return { kind, until: inner(act.value) };
    case 'fail':
      return { kind, message: inner(act.value) };
    case 'return':
      return { kind, value: inner(act.value) };
    case 'say':
      return { kind, text: inner(act.value), room: option('IN') };
    case 'ask':
      return {
        kind,
        question: inner(act.value),
        room: option('IN'),
        from: option('FROM'),
        need: fixedNumber(optionOf('NEED')) ?? 1,
        choices: option('CHOICES'),
        withinMs: option('WITHIN'),
        gate,
      };
    case 'wait_for': {
      const event = constantOf(act.value);
      const where = optionOf('WHERE');
      return {
        kind,
        event: typeof event === 'string' ? event : '',
        where: where === null ? null : often(where),
        withinMs: option('WITHIN'),
      };
    }
    case 'collaborate':
      return {
        kind,
        question: inner(act.value),
        roles: option('WITH'),
        quorum: fixedNumber(optionOf('QUORUM')),
        withinMs: option('WITHIN'),
      };
  }
}

/** All that is worked out for what a step does. */
export function expressionsOf(doing: Doing): readonly Expression[] {
  switch (doing.kind) {
    case 'call':
    case 'loop':
      return doing.arguments.map(([, value]) => value);
    case 'value':
    case 'return':
      return [doing.value];
    case 'wait':
      return [doing.forMs];
    case 'wait_until':
      return [doing.until];
    case 'fail':
      return [doing.message];
    case 'say':
      return present([doing.text, doing.room]);
    case 'ask':
      return present([doing.question, doing.room, doing.from, doing.choices, doing.withinMs]);
    case 'wait_for':
      return present([doing.where, doing.withinMs]);
    case 'collaborate':
      return present([doing.question, doing.roles, doing.withinMs]);
  }
}

const present = (all: readonly (Expression | null)[]): readonly Expression[] => all.filter((each) => each !== null);
