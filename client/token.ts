import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../domain/canonical.ts';

/** A new token: its id stands in it, so that people can tell which one they hold. */
export function newToken(): { readonly id: string; readonly token: string; readonly hash: string } {
  const id = randomBytes(4).toString('hex');
  const token = `hololoom_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, token, hash: tokenHash(token) };
}

/** What is kept of a token. It is as random as a key, so a plain hash tells nothing about it. */
export function tokenHash(token: string): string {
  return sha256Hex(token);
}
