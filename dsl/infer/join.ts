import type { LoopType } from '../plan.ts';
import { isToldBy } from './assignable.ts';
import {
  type Alternative,
  alternativesOf,
  anything,
  mayBeNull,
  never,
  optional,
  text,
  unionOf,
} from './normal-form.ts';

/** More kinds than this are told together: texts as `text`, anything else as `any`. */
const alternativesMax = 24;

/** The union of types, each part of it once: one that another holds is left out, unless it tells of more fields. */
export function join(types: readonly LoopType[]): LoopType {
  const kept: Alternative[] = [];
  let nullable = false;
  for (const type of types) {
    if (type.t === 'any') return anything;
    nullable ||= mayBeNull(type);
    for (const one of alternativesOf(type)) {
      if (one.t === 'any') return anything;
      if (kept.some((other) => isToldBy(one, other))) continue;
      const others = kept.filter((other) => !isToldBy(other, one));
      kept.splice(0, kept.length, ...others, one);
      if (kept.length > alternativesMax) widen(kept);
      if (kept.length > alternativesMax) return anything;
    }
  }
  const union = kept.length === 0 ? never : unionOf(kept);
  return nullable ? optional(union) : union;
}

function widen(kept: Alternative[]): void {
  const others = kept.filter(({ t }) => t !== 'literal');
  kept.splice(0, kept.length, ...others, ...alternativesOf(text));
}

/** A type with every union and optional in it in its one form, told as shortly as it can be. */
export function normal(type: LoopType): LoopType {
  switch (type.t) {
    case 'list':
    case 'map':
      return { t: type.t, of: normal(type.of) };
    case 'optional':
      return optional(normal(type.of));
    case 'union':
      return join(type.of.map(normal));
    case 'object':
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: normal(field.type) })) };
    default:
      return type;
  }
}
