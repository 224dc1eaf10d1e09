import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { packageNameSchema, versionSchema } from '../../domain/market/bundle.ts';
import { readRequest } from '../api/market/request.ts';

const packageSchema = z.object({ package: packageNameSchema });
const releaseSchema = packageSchema.extend({ version: versionSchema });

type Answer<Asked> = (context: Context, asked: Asked) => Promise<Response>;

/** `GET prefix/name` and `GET prefix/publisher/name`. */
export function onPackage(app: Hono, prefix: string, answer: Answer<string>): void {
  const read = (context: Context): Promise<Response> =>
    answer(context, readRequest(packageSchema, { package: nameIn(context) }).package);
  app.get(`${prefix}/:name`, read);
  app.get(`${prefix}/:publisher/:name`, read);
}

/** `GET prefix/name/1.0.0` and `GET prefix/publisher/name/1.0.0`. */
export function onRelease(app: Hono, prefix: string, answer: Answer<z.output<typeof releaseSchema>>): void {
  const read = (context: Context): Promise<Response> =>
    answer(context, readRequest(releaseSchema, { package: nameIn(context), version: context.req.param('version') }));
  app.get(`${prefix}/:name/:version`, read);
  app.get(`${prefix}/:publisher/:name/:version`, read);
}

function nameIn(context: Context): string {
  const { publisher, name = '' } = context.req.param() as Readonly<Record<string, string | undefined>>;
  return publisher === undefined ? name : `${publisher}/${name}`;
}
