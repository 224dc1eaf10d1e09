import type { Json } from '../../domain/json.ts';
import type { LoopType } from '../plan.ts';

/** How often a list holds what it is a list of. */
const itemsOfList = 2;
const minuteMs = 60_000;

/**
 * A value of a type, made up: the first of several texts, lists of two, texts that say what they stand for.
 * @param name what the value is called; texts are that name
 * @param now milliseconds since 1970
 */
export function sampleOf(type: LoopType, name: string, now: number): Json {
  switch (type.t) {
    case 'text':
    case 'any':
      return name;
    case 'number':
      return 1;
    case 'bool':
      return true;
    case 'duration':
      return minuteMs;
    case 'time':
      return new Date(now).toISOString();
    case 'user':
      return '@somebody';
    case 'room':
      return '#room';
    case 'literal':
      return type.value;
    case 'optional':
      return sampleOf(type.of, name, now);
    case 'union':
      return type.of[0] === undefined ? name : sampleOf(type.of[0], name, now);
    case 'list':
      return Array.from({ length: itemsOfList }, (_, at) => sampleOf(type.of, `${name} ${at + 1}`, now));
    case 'map':
      return { [name]: sampleOf(type.of, name, now) };
    case 'object':
      return Object.fromEntries(type.fields.map((field) => [field.name, sampleOf(field.type, field.name, now)]));
  }
}
