import { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { limits } from '../../domain/limits.ts';
import { type Role, type RoleOverrides, roles } from '../../domain/roles.ts';
import type { RoomSetting } from '../commands/command.ts';

/** The state event in which a room keeps its settings; who may set state there is an admin of the room for us. */
export const settingsType = 'dev.hololoom.room';

const prefixSchema = z
  .string()
  .min(1)
  .max(20)
  .regex(/^[\p{P}\p{S}][\p{L}\p{N}_-]*$/u, 'must be a sign and perhaps a word, such as !ops');
const needSchema = z.union([z.enum(roles), z.number().int().min(-1).max(1_000_000)]);
/** What somebody wrote into the room by hand is taken as far as it makes sense. */
const settingsSchema = z.object({
  prefix: prefixSchema.optional().catch(undefined),
  roles: z
    .record(z.string().max(limits.nameCharactersMax), needSchema.nullable().catch(null))
    .optional()
    .catch(undefined),
  answers_from_other_servers: z.boolean().optional().catch(undefined),
});

/** How a room wants things. */
export interface Settings {
  readonly prefix: string;
  readonly roles: RoleOverrides;
  /** Whether answers to questions count from people of other homeservers. */
  readonly answersFromOtherServers: boolean;
}

const standard: Settings = { prefix: '!loom', roles: {}, answersFromOtherServers: false };

export function readSettings(content: Json): Settings {
  const { prefix, roles: wanted, answers_from_other_servers: others } = settingsSchema.catch({}).parse(content);
  const needs = Object.entries(wanted ?? {}).filter((entry): entry is [string, Role | number] => entry[1] !== null);
  return {
    prefix: prefix ?? standard.prefix,
    roles: Object.fromEntries(needs),
    answersFromOtherServers: others ?? standard.answersFromOtherServers,
  };
}

/** All that can be set, and how it is. @param verbs the roles they need unless the room says otherwise */
export function listSettings(settings: Settings, verbs: ReadonlyMap<string, Role>): readonly RoomSetting[] {
  const { prefix, roles: overrides, answersFromOtherServers: others } = settings;
  const needs = [...verbs].map(([verb, role]): RoomSetting => {
    const set = Object.hasOwn(overrides, verb);
    return {
      name: `role ${verb}`,
      value: String(set ? overrides[verb] : role),
      set,
      description: `Who may say "${verb}": a role, or a power level`,
    };
  });
  return [
    { name: 'prefix', value: prefix, set: prefix !== standard.prefix, description: 'What stands before a command' },
    {
      name: 'answers-from-other-servers',
      value: others ? 'yes' : 'no',
      set: others !== standard.answersFromOtherServers,
      description: 'Whether people of other homeservers may answer questions',
    },
    ...needs,
  ];
}

/**
 * The content of the state event once a setting is changed; what else stands there stays.
 * @param value null for what it is unless somebody sets it
 * @throws LoomError `chat.bad_setting`
 */
export function changedSettings(
  content: Json,
  name: string,
  value: string | null,
  verbs: ReadonlyMap<string, Role>,
): JsonObject {
  const before = z.record(z.string(), z.json()).catch({}).parse(content);
  const without = (field: string): JsonObject =>
    Object.fromEntries(Object.entries(before).filter(([key]) => key !== field));
  if (name === 'prefix') {
    return value === null ? without('prefix') : { ...before, prefix: checked(prefixSchema, name, value) };
  }
  if (name === 'answers-from-other-servers') {
    const field = 'answers_from_other_servers';
    return value === null
      ? without(field)
      : { ...before, [field]: checked(z.enum(['yes', 'no']), name, value) === 'yes' };
  }
  const verb = /^role (.+)$/.exec(name)?.[1];
  if (verb === undefined || !verbs.has(verb)) {
    throw new LoomError(
      'chat.bad_setting',
      `Nothing is called "${name}" here.`,
      'Type "config" to see what can be set.',
    );
  }
  const needs = Object.entries(readSettings(content).roles).filter(([each]) => each !== verb);
  const number = value !== null && /^-?\d+$/.test(value) ? Number(value) : value;
  if (number !== null) needs.push([verb, checked(needSchema, name, number)]);
  return { ...before, roles: Object.fromEntries(needs) };
}

function checked<Schema extends z.ZodType>(schema: Schema, name: string, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wanted = name.startsWith('role ') ? `a role (${roles.join(', ')}) or a power level` : wantedFor[name];
  throw new LoomError(
    'chat.bad_setting',
    `"${String(value)}" does not fit ${name}.`,
    `Give ${wanted ?? 'another value'}.`,
  );
}

const wantedFor: Readonly<Record<string, string>> = {
  prefix: 'a sign and perhaps a word, such as !ops',
  'answers-from-other-servers': 'yes or no',
};
