import type { LoopType } from '../plan.ts';
import { join } from './join.ts';
import { kindOf, shownKinds } from './kinds.ts';
import { alternativesOf, anything, isOpen, mayBeNull, optional } from './normal-form.ts';

/** What a field of a value is, and what is wrong with asking for it. */
export interface FoundField {
  readonly type: LoopType;
  /** Neither null nor what is found: `unknown` with the fields there are, or a kind that has no fields. */
  readonly wrong:
    | null
    | { readonly kind: 'unknown'; readonly names: readonly string[] }
    | { readonly kind: 'no_fields'; readonly what: string; readonly isList: boolean }
    /** The field itself may not be there. */
    | { readonly kind: 'maybe_missing' };
}

/**
 * @param of what has the field; whether it may be null is looked at elsewhere, and here only with `asked`
 * @param asked whether it is asked for by `?.`
 */
export function fieldIn(of: LoopType, name: string, asked: boolean): FoundField {
  if (isOpen(of)) return { type: anything, wrong: null };
  const alternatives = alternativesOf(of);
  const without = alternatives.filter((one) => kindOf(one) !== 'object' && kindOf(one) !== null);
  const types: LoopType[] = [];
  let lacking = false;
  let optionalField = false;
  for (const one of alternatives) {
    if (one.t === 'any') types.push(anything);
    // Which fields a map has is not known, so each is taken to be there.
    else if (one.t === 'map') types.push(asked ? optional(one.of) : one.of);
    else if (one.t === 'object') {
      const field = one.fields.find((each) => each.name === name);
      if (field === undefined) lacking = true;
      else {
        optionalField ||= field.optional;
        types.push(field.type);
      }
    }
  }
  const found = join(types);
  if (without.length > 0) {
    const isList = without.every(({ t }) => t === 'list');
    return { type: anything, wrong: { kind: 'no_fields', what: shownKinds(without.map(kindOf)), isList } };
  }
  if (types.length === 0 && lacking)
    return { type: anything, wrong: { kind: 'unknown', names: namesIn(alternatives) } };
  if (asked) {
    const mayLack = lacking || optionalField || mayBeNull(of);
    return { type: mayLack ? optional(found) : found, wrong: null };
  }
  if (lacking) return { type: anything, wrong: { kind: 'unknown', names: namesIn(alternatives) } };
  return { type: found, wrong: optionalField ? { kind: 'maybe_missing' } : null };
}

function namesIn(alternatives: readonly LoopType[]): string[] {
  const names = alternatives.flatMap((one) => (one.t === 'object' ? one.fields.map(({ name }) => name) : []));
  return [...new Set(names)];
}
