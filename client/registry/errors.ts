import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorCode, LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { refusalOf } from '../../domain/market/publication.ts';

export { refusalOf };

const statuses: Readonly<Partial<Record<ErrorCode, ContentfulStatusCode>>> = {
  'command.bad_arguments': 400,
  'registry.token_refused': 401,
  'registry.scope': 403,
  'market.not_found': 404,
  'market.key_changed': 409,
  'market.name_taken': 409,
  'market.version_exists': 409,
  'market.bundle_too_large': 413,
  'registry.too_many': 429,
  'internal.unexpected': 500,
  'service.unreachable': 503,
};

export function statusOf({ code }: LoomError): ContentfulStatusCode {
  return statuses[code] ?? 422;
}

/** What a caller is told of anything thrown: of what broke inside nothing but that it did. */
export function answerOf(thrown: unknown): LoomError {
  if (thrown instanceof HTTPException && thrown.status === 413) return tooLarge();
  const error = LoomError.from(thrown);
  if (error.code !== 'internal.unexpected') return error;
  return new LoomError(
    'internal.unexpected',
    'Something broke here.',
    'Try again; then tell whoever runs the registry.',
  );
}

export function tooLarge(): LoomError {
  return new LoomError(
    'market.bundle_too_large',
    `More than ${limits.submissionBytesMax} bytes were sent.`,
    'Shorten the documentation or the examples, or split the package.',
  );
}
