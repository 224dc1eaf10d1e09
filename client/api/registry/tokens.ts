import { readToken, readTokenByHash, readTokens } from '../../../db/read/registry.ts';
import { LoomError } from '../../../domain/errors.ts';
import { limits } from '../../../domain/limits.ts';
import {
  keptTokenSchema,
  type RegistryToken,
  stateOfToken,
  type TokenRequest,
} from '../../../domain/market/registry.ts';
import type { keepToken, revokeToken as revokeInRegistry } from '../../../workflows/registry.ts';
import type { Caller } from '../../loom.ts';
import type { NewToken } from '../../registry-door.ts';
import { newToken, tokenHash } from '../../token.ts';
import { type Doors, writeTimeout } from '../connection.ts';
import { readRequest } from '../market/request.ts';

const write = { workflowIdConflictPolicy: 'USE_EXISTING', workflowExecutionTimeout: writeTimeout } as const;

/** Makes a token; the workflow that keeps it, and so its history, knows its hash alone. */
export async function makeToken(
  doors: Doors,
  { publisher, expiresInMs }: TokenRequest,
  { requester: by }: Caller,
): Promise<NewToken> {
  const { id, token, hash } = newToken();
  const expiresAt = new Date(Date.now() + expiresInMs).toISOString();
  const kept = readRequest(keptTokenSchema, { id, hash, publisher, by, expiresAt });
  await doors.temporal.workflow.execute<typeof keepToken>('registry.keep_token', {
    ...write,
    taskQueue: doors.taskQueue,
    workflowId: `registry.keep_token/${id}`,
    args: [kept],
  });
  return { ...(await tokenOf(doors, id)), token };
}

export async function listTokens({ db }: Doors): Promise<readonly RegistryToken[]> {
  return readTokens(db, limits.tokensShownMax);
}

/** @param typed an id, or enough of it */
export async function endToken(doors: Doors, typed: string): Promise<RegistryToken> {
  const found = (await listTokens(doors)).filter(({ id }) => typed !== '' && id.startsWith(typed));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const message = found.length > 1 ? `Several tokens begin with "${typed}".` : `No token is called "${typed}".`;
    throw new LoomError('command.bad_arguments', message, 'Type "registry token list" to see them.');
  }
  await doors.temporal.workflow.execute<typeof revokeInRegistry>('registry.revoke_token', {
    ...write,
    taskQueue: doors.taskQueue,
    workflowId: `registry.revoke_token/${only.id}`,
    args: [only.id],
  });
  return tokenOf(doors, only.id);
}

async function tokenOf({ db }: Doors, id: string): Promise<RegistryToken> {
  const token = await readToken(db, id);
  if (token !== undefined) return token;
  throw new LoomError('internal.unexpected', `The token ${id} is gone.`, 'Look at the database.');
}

/** For whom a token lets in. What is no token, is expired or was revoked is refused alike. */
export async function publisherOf({ db }: Doors, token: string): Promise<string> {
  const known = await readTokenByHash(db, tokenHash(token));
  if (known !== undefined && stateOfToken(known, Date.now()) === 'good') return known.publisher;
  throw new LoomError(
    'registry.token_refused',
    'This token is not known here, or it has expired or was revoked.',
    'Ask whoever runs the registry for another one.',
  );
}
