import { isInstant } from '../evaluation/time.ts';
import type { Alternative } from './normal-form.ts';

/** What a value is to operators and functions. A time counts as the text it is written as. */
export type Kind = 'text' | 'number' | 'bool' | 'list' | 'object';

/** @returns null when nothing is known */
export function kindOf(one: Alternative): Kind | null {
  switch (one.t) {
    case 'any':
      return null;
    case 'text':
    case 'literal':
    case 'user':
    case 'room':
    case 'time':
      return 'text';
    case 'number':
    case 'duration':
      return 'number';
    case 'bool':
      return 'bool';
    case 'list':
      return 'list';
    case 'map':
    case 'object':
      return 'object';
  }
}

/** As messages of the run say it (dsl/evaluation/kinds.ts). */
const shown: Readonly<Record<Kind, string>> = {
  text: 'a text',
  number: 'a number',
  bool: 'true or false',
  list: 'a list',
  object: 'an object',
};

export function shownKinds(kinds: readonly (Kind | null)[]): string {
  const names = [...new Set(kinds)].map((kind) => (kind === null ? 'any value' : shown[kind]));
  const last = names.pop() ?? 'null';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}

/** Whether it is sure to be a point in time, written as a text. */
export function isMoment(one: Alternative): boolean {
  return one.t === 'time' || (one.t === 'literal' && isInstant(one.value));
}
