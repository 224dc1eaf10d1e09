import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { readArtifact } from '../../domain/market/artifact.ts';
import { submissionSchema } from '../../domain/market/registry.ts';
import { readRequest } from '../api/market/request.ts';
import type { Loom } from '../loom.ts';
import { tooLarge } from './errors.ts';

/** For whom a token lets in. */
interface Entered {
  readonly Variables: { publisher: string };
}

const bearer = /^Bearer ([\x21-\x7e]{1,200})$/;

/**
 * Takes in releases. A token only opens the door, for one publisher: that the release is theirs their key has to say, and
 * all else is checked as for whoever publishes at the machine itself.
 */
export function publishingRoutes({ registry }: Loom): Hono<Entered> {
  const app = new Hono<Entered>();
  app.post(
    '/releases',
    // Nobody sends us a megabyte before we know them.
    async (context, next) => {
      const [, token = ''] = bearer.exec(context.req.header('authorization') ?? '') ?? [];
      context.set('publisher', await registry.publisherOf(token));
      await next();
    },
    bodyLimit({
      maxSize: limits.submissionBytesMax,
      onError: () => {
        throw tooLarge();
      },
    }),
    async (context) => {
      const scope = context.get('publisher');
      const release = readRequest(submissionSchema, await jsonOf(context.req.raw));
      const { publisher, package: name, version } = readArtifact(release.artifact);
      if (publisher !== scope) {
        throw new LoomError(
          'registry.scope',
          `The token is for what ${scope} publishes, and ${name} ${version} is of ${publisher}.`,
          `Ask for a token for ${publisher}.`,
        );
      }
      const published = await registry.submit(release);
      return context.json(published, published.created ? 201 : 200);
    },
  );
  return app;
}

async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = 'Send {"artifact": …, "publicKey": …, "signature": …}.';
    throw new LoomError('command.bad_arguments', 'What was sent is not JSON.', hint, { cause });
  }
}
