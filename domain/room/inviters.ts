/** Who may invite the bot: users by name, or everybody of a server as `*:example.org`; `*` is everybody. */
export function mayInvite(user: string, allowed: readonly string[]): boolean {
  const server = user.slice(user.indexOf(':') + 1);
  return allowed.some((each) => each === '*' || each === user || each === `*:${server}`);
}
