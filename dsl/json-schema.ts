import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';
import type { LoopType } from './plan.ts';

/** A type of LOOP as JSON Schema: closed objects, so that whoever fills it in has the declared fields and no others. */
export function jsonSchemaOf(type: LoopType): JsonObject {
  switch (type.t) {
    case 'any':
      return {};
    case 'text':
      return { type: 'string' };
    case 'user':
      return { type: 'string', description: 'a user such as @ann' };
    case 'room':
      return { type: 'string', description: 'a room such as #incidents' };
    case 'number':
      return { type: 'number' };
    case 'bool':
      return { type: 'boolean' };
    case 'duration':
      return { type: 'number', description: 'milliseconds' };
    case 'time':
      return { type: 'string', description: 'ISO 8601' };
    case 'literal':
      return { type: 'string', const: type.value };
    case 'list':
      return { type: 'array', items: jsonSchemaOf(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: jsonSchemaOf(type.of) };
    case 'optional':
      return { anyOf: [jsonSchemaOf(type.of), { type: 'null' }] };
    case 'union':
      return { anyOf: type.of.map(jsonSchemaOf) };
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries(type.fields.map(({ name, type: of }) => [name, jsonSchemaOf(of)])),
        required: type.fields.filter(({ optional }) => !optional).map(({ name }) => name),
        additionalProperties: false,
      };
  }
}

/** A value without what its type does not declare: whoever filled it in may have put more into it. */
export function declaredOnly(value: Json, type: LoopType): Json {
  switch (type.t) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => declaredOnly(item, type.of)) : value;
    case 'map':
      return isJsonObject(value) ? mapped(value, (item) => declaredOnly(item, type.of)) : value;
    case 'optional':
      return value === null ? null : declaredOnly(value, type.of);
    case 'object': {
      if (!isJsonObject(value)) return value;
      const declared = type.fields.filter(({ name }) => Object.hasOwn(value, name));
      return Object.fromEntries(declared.map(({ name, type: of }) => [name, declaredOnly(value[name] ?? null, of)]));
    }
    default:
      return value;
  }
}

function mapped(value: JsonObject, change: (item: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}
