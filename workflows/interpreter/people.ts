/**
 * Whether two names mean one person: `@ada:example.org` and `ada` do, `ada:example.org` and `ada:example.com` do not. A
 * name without a server is one of ours.
 */
export function samePerson(one: string, other: string): boolean {
  const [name, server] = partsOf(one);
  const [otherName, otherServer] = partsOf(other);
  return name === otherName && (server === otherServer || server === '' || otherServer === '');
}

function partsOf(user: string): readonly [name: string, server: string] {
  const bare = user.startsWith('@') ? user.slice(1) : user;
  const colon = bare.indexOf(':');
  return colon === -1 ? [bare, ''] : [bare.slice(0, colon), bare.slice(colon + 1)];
}
