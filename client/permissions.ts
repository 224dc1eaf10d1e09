import { assertMay, type Role, type RoleOverrides, type RoomStanding, roles } from '../domain/roles.ts';
import type { Command } from './commands/command.ts';

/** Everything that is allowed or refused, by its name, and the role it needs unless a room says otherwise. */
export function rolesOf(commands: readonly Command[]): ReadonlyMap<string, Role> {
  return new Map(
    commands.flatMap(({ name, role, others }): [string, Role][] => [
      [name, role],
      ...(others === undefined ? [] : [[`${name} others`, others] as [string, Role]]),
    ]),
  );
}

/** Asks whether somebody may do something: returns, or throws LoomError `permission.denied`. */
export type Permit = (verb: string) => void;

/** What somebody may do in a room. A verb nobody has heard of is for admins. */
export function permitOf(commands: readonly Command[], standing: RoomStanding, overrides: RoleOverrides): Permit {
  const known = rolesOf(commands);
  return (verb) => assertMay(verb, known.get(verb) ?? 'admin', standing, overrides);
}

/** The roles of all verbs that may be said in a room, as a table in Markdown. */
export function permissionsTable(commands: readonly Command[]): string {
  const verbs = [...rolesOf(commands.filter(({ places }) => places.includes('chat')))];
  const head = `| verb | ${roles.join(' | ')} |\n| --- |${' :---: |'.repeat(roles.length)}`;
  const rows = verbs.map(([verb, needed]) => {
    const cells = roles.map((role) => (roles.indexOf(role) >= roles.indexOf(needed) ? 'yes' : ''));
    return `| ${verb} | ${cells.join(' | ')} |`;
  });
  return [head, ...rows].join('\n');
}
