import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';

/** A service of the practice company: what stands behind one host name, such as `siem.example`. */
export interface Service {
  readonly host: string;
  readonly app: Hono;
}

/** The one token that all practice services take; it guards nothing. */
export const practiceToken = 'practice';

/**
 * Makes a service. With `guarded`, requests without the practice token are refused as a real one would. A write that
 * comes again with the same Idempotency-Key is answered as the first time and done once.
 */
export function service(
  host: string,
  { guarded }: { readonly guarded: boolean },
  routes: (app: Hono) => void,
): Service {
  const app = new Hono();
  const answered = new Map<string, Response>();
  app.use(async (context, next) => {
    if (guarded && context.req.header('authorization') !== `Bearer ${practiceToken}`) {
      return context.json({ error: `${host} wants the token of the practice services.` }, 401);
    }
    const key = context.req.header('idempotency-key');
    const known = key === undefined ? undefined : answered.get(key);
    if (known !== undefined) return known.clone();
    await next();
    // A failure is no answer: the next try is to do the work.
    if (key !== undefined && context.req.method !== 'GET' && context.res.ok) answered.set(key, context.res.clone());
    return undefined;
  });
  app.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
    if (error instanceof z.ZodError) return context.json({ error: z.prettifyError(error) }, 400);
    return context.json({ error: error.message }, 500);
  });
  routes(app);
  return { host, app };
}

/** Ends a request with "404 Not Found" and a sentence that says what there is. */
export function notFound(what: string, known: Iterable<string>): HTTPException {
  return new HTTPException(404, { message: `${what} is not known here; known are ${[...known].join(', ')}.` });
}

/** Numbers things in the order they are made: `T-101`, `T-102` … */
export function counter(prefix: string, first = 101): () => string {
  let next = first;
  return () => {
    next += 1;
    return `${prefix}-${next - 1}`;
  };
}

const dayMs = 86_400_000;

/** A moment so many days from now, as services write it. */
export const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();
