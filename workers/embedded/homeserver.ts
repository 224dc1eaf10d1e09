import { z } from 'zod';

/** What a homeserver says when it refuses. */
export class HomeserverRefusal extends Error {
  override readonly name = 'HomeserverRefusal';
  /** `M_USER_IN_USE` and the like. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface HomeserverRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
  readonly token?: string;
}

const refusalSchema = z.object({ errcode: z.string(), error: z.string().default('') });
const answerMs = 30_000;

/**
 * Asks the embedded homeserver, on loopback.
 * @param url without a slash at its end
 * @throws HomeserverRefusal when it answers with an error
 */
export async function askHomeserver<T extends z.ZodType>(
  url: string,
  { method, path, body, token }: HomeserverRequest,
  schema: T,
): Promise<z.output<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    signal: AbortSignal.timeout(answerMs),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return schema.parse(JSON.parse(text));
  const refusal = refusalSchema.safeParse(parsed(text));
  if (refusal.success) throw new HomeserverRefusal(refusal.data.errcode, refusal.data.error);
  throw new HomeserverRefusal('M_UNKNOWN', `The homeserver answers ${response.status}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether a homeserver answers there. */
export async function homeserverAnswers(url: string): Promise<boolean> {
  try {
    await askHomeserver(
      url,
      { method: 'GET', path: '/_matrix/client/versions' },
      z.object({ versions: z.array(z.string()) }),
    );
    return true;
  } catch {
    return false;
  }
}
