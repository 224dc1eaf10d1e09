/** The server that names without one belong to; undefined where none is known, as in a terminal. */
type Home = string | undefined;

/**
 * Whether two names mean one person beyond doubt: whoever may do something must be named so. A name without a server is
 * somebody of our own; as long as nobody says which server that is, it means only names without one.
 */
export function isSamePerson(one: string, other: string, home: Home): boolean {
  return named(one, home) === named(other, home);
}

/**
 * Whether two names may mean one person: whoever may not do something is refused under all of them. Where our own server is
 * not known, `ann` may be any `@ann:server`.
 */
export function mayBeSamePerson(one: string, other: string, home: Home): boolean {
  const [name, server] = partsOf(named(one, home));
  const [otherName, otherServer] = partsOf(named(other, home));
  return name === otherName && (server === otherServer || server === '' || otherServer === '');
}

/** `@ann:example.org`, or `@ann` where our own server is not known. */
export function named(user: string, home: Home): string {
  const [name, server] = partsOf(user);
  const full = server === '' ? (home ?? '') : server;
  return full === '' ? `@${name}` : `@${name}:${full}`;
}

function partsOf(user: string): readonly [name: string, server: string] {
  const bare = user.startsWith('@') ? user.slice(1) : user;
  const colon = bare.indexOf(':');
  return colon === -1 ? [bare, ''] : [bare.slice(0, colon), bare.slice(colon + 1)];
}
