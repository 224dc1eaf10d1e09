import type { Database } from '../../db/connection.ts';
import { endToken, saveToken } from '../../db/registry.ts';
import { type KeptToken, keptTokenSchema } from '../../domain/market/registry.ts';

/** Lets a token in from now on. Only its hash comes here: the token itself is known to whoever asked for it alone. */
export const keepToken =
  ({ db }: { readonly db: Database }) =>
  (token: KeptToken): Promise<void> =>
    saveToken(db, keptTokenSchema.parse(token));

/** Lets a token in no more. */
export const revokeToken =
  ({ db }: { readonly db: Database }) =>
  (id: string): Promise<void> =>
    endToken(db, id);
