import { isIP } from 'node:net';

/**
 * Drops everything from the given addresses, in the text of an nftables ruleset. The rules go first into the chain of
 * incoming packets, before the one that lets established connections pass, so that sessions which are open are cut too.
 * @returns the rules added, none when all were there; null when the ruleset has no chain of incoming packets
 */
export function dropAddresses(
  text: string,
  addresses: readonly string[],
  comment: string,
): { readonly text: string; readonly added: readonly string[] } | null {
  const lines = text.split('\n');
  const hookAt = lines.findIndex((line) => /^\s*type\s+filter\s+hook\s+input\b/.test(line));
  if (hookAt < 0) return null;
  const indentation = /^\s*/.exec(lines[hookAt] ?? '')?.[0] ?? '';
  const present = lines.map((line) => line.trim());
  const rules = addresses
    .map((address) => ({ match: `${isIP(address) === 6 ? 'ip6' : 'ip'} saddr ${address} `, address }))
    .filter(({ match }) => !present.some((line) => line.startsWith(`${match}drop`)))
    .map(({ match }) => `${match}drop comment "${comment.replace(/[^\w .-]/g, '_')}"`);
  const next = lines.toSpliced(hookAt + 1, 0, ...rules.map((rule) => indentation + rule));
  return { text: next.join('\n'), added: rules };
}
