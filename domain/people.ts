import { z } from 'zod';
import type { Electorate, Question } from './chat.ts';
import { limits } from './limits.ts';

/** Who has this power level in a room, or more, decides what is installed in it. */
export const installLevel = 50;

/** A user as runs know them: `@ann`, `@ann:example.org`. What is typed without the sign means the same. */
export function userName(typed: string): string {
  const name = typed.trim();
  return name.startsWith('@') ? name : `@${name}`;
}

const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(limits.nameCharactersMax)
  .regex(/^@?[^\s@]+$/, 'must be a name such as @ann')
  .transform(userName);

/** The operator's groups: `{"@sec-leads": ["@ann", "@bob"]}`. A group holds people, no groups. */
export const groupsSchema = z
  .record(nameSchema, z.array(nameSchema).min(1).max(limits.electorateMax))
  .superRefine((groups, context) => {
    for (const [group, members] of Object.entries(groups)) {
      for (const member of members.filter((name) => Object.hasOwn(groups, name))) {
        context.addIssue({ code: 'custom', path: [group], message: `holds the group ${member}; list its people` });
      }
    }
  });
export type Groups = Readonly<Record<string, readonly string[]>>;

/** Who may answer a question: groups are replaced by their members; a name that is no group is a user. */
export function electorateOf(from: Question['from'], groups: Groups): Electorate {
  if (from === null) return { users: null, level: 0 };
  if (typeof from === 'number') return { users: null, level: from };
  const users = from
    .map(userName)
    .flatMap((name) => (Object.hasOwn(groups, name) ? (groups[name] ?? []).map(userName) : [name]));
  return { users: [...new Set(users)].sort(), level: 0 };
}
