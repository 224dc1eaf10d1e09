import { ApplicationFailure } from '@temporalio/common';
import { type Asked, resultOf } from '../../activities/tools/http-answer.ts';
import { LoomError } from '../../domain/errors.ts';
import type { LoopType } from '../../dsl/plan.ts';
import { anything, httpTool, template } from '../support/http-tools.ts';

const text: LoopType = { t: 'text' };
const ticket: LoopType = { t: 'object', fields: [{ name: 'ticket', optional: false, type: text }] };

const asked = (returns: LoopType = anything, secret: Asked['secret'] = null): Asked => ({
  tool: httpTool('isolate', template('https://edr.example/isolate'), { method: 'POST', returns }),
  what: 'POST edr.example',
  secret,
});
const answer = (status: number, body: string | Uint8Array, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? Buffer.from(body) : body,
});
const plain = { 'content-type': 'text/plain; charset=utf-8' };
function failing(status: number, body: string, headers: Record<string, string> = {}, who = asked()): unknown {
  try {
    return resultOf(answer(status, body, headers), who);
  } catch (error) {
    return error;
  }
}

describe('what a service answers', () => {
  it.each([
    ['JSON of the declared type', ticket, 200, '{"ticket":"T-1","more":1}', {}, { ticket: 'T-1', more: 1 }],
    [
      'JSON of another JSON type',
      ticket,
      201,
      '{"ticket":"T-1"}',
      { 'content-type': 'application/hal+json' },
      { ticket: 'T-1' },
    ],
    ['JSON without a type', ticket, 200, '{"ticket":"T-1"}', { 'content-type': '' }, { ticket: 'T-1' }],
    ['JSON that is called text', ticket, 200, '{"ticket":"T-1"}', plain, { ticket: 'T-1' }],
    ['nothing', anything, 200, '', {}, null],
    ['no content', { t: 'optional', of: ticket } as const, 204, '', {}, null],
    ['text where a text is wanted', text, 200, 'done\n', plain, 'done\n'],
    ['text where anything will do', anything, 200, 'OK', plain, 'OK'],
    ['text that begins with a byte order mark', text, 200, '\ufeffdone', plain, 'done'],
    ['a JSON text', text, 200, '"done"', {}, 'done'],
  ])('is taken: %s', (_case, returns, status, body, headers, value) => {
    expect(resultOf(answer(status, body, headers), asked(returns))).toEqual(value);
  });

  it.each([
    ['another type', ticket, '{"ticket":7}', {}, 'ticket: expected text, got 7'],
    ['a field too few', ticket, '{}', {}, 'ticket is missing'],
    ['nothing where something is wanted', ticket, '', {}, 'got null'],
    ['no JSON', ticket, '<html>', { 'content-type': 'text/html' }, 'answers with text/html that is no JSON: <html>'],
    ['text where JSON is promised', text, 'done', {}, 'that is no JSON'],
    ['bytes', text, 'x', { 'content-type': 'application/zip' }, 'application/zip that is no JSON'],
    ['something packed', text, '"x"', { 'content-encoding': 'gzip' }, 'no text in UTF-8'],
    ['JSON nested too deep', anything, '['.repeat(100_000), {}, 'nested deeper than 128'],
  ])('is refused for good: %s', (_case, returns, body, headers, message) => {
    const error = failing(200, body, headers, asked(returns));
    expect(error).toMatchObject({ code: 'tool.bad_output', message: expect.stringContaining(message) });
  });

  it('must be UTF-8', () => {
    const bytes = answer(200, Buffer.from([0x22, 0xff, 0x22]));
    expect(() => resultOf(bytes, asked(text))).toThrow(expect.objectContaining({ code: 'tool.bad_output' }));
  });

  it('keeps names such as __proto__ what they are: fields', () => {
    const value = resultOf(answer(200, '{"__proto__":{"admin":true}}'), asked());
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect((value as { admin?: unknown }).admin).toBeUndefined();
  });
});

describe('a service that does not do it', () => {
  it.each([400, 401, 403, 404, 409, 410, 422, 451, 304])('with %s is not asked again', (status) => {
    expect(failing(status, '{}')).toMatchObject({ code: 'tool.http_refused' });
  });

  it.each([408, 425, 429, 500, 501, 502, 503, 504, 599])('with %s is asked again', (status) => {
    expect(failing(status, '{}')).toMatchObject({ code: 'tool.http_unavailable' });
  });

  it('is told of by method, host, status and the beginning of what it said', () => {
    expect((failing(404, '{"error":"no such host"}') as Error).message).toBe(
      'POST edr.example answered 404: {"error":"no such host"}',
    );
    expect((failing(500, 'x'.repeat(500), plain) as Error).message).toBe(
      `POST edr.example answered 500: ${'x'.repeat(200)}…`,
    );
    expect((failing(500, '%PDF', { 'content-type': 'application/pdf' }) as Error).message).toBe(
      'POST edr.example answered 500',
    );
  });

  it('cannot hide anything in what it says', () => {
    expect((failing(400, 'a\u202eb\u0000c\n\n d\u200b\u001b[2J', plain) as Error).message).toBe(
      'POST edr.example answered 400: a\\u{202e}b\\u{0}c d\\u{200b}\\u{1b}[2J',
    );
  });

  it.each([
    ['429', { 'retry-after': '7' }, 7_000],
    ['503', { 'retry-after': '999999' }, 3_600_000],
    ['503', { 'retry-after': 'Mon, 23 Nov 2026 12:01:00 GMT', date: 'Mon, 23 Nov 2026 12:00:00 GMT' }, 60_000],
  ])('with %s is asked again when it says: %j', (status, headers, waitMs) => {
    const failure = failing(Number(status), '{}', headers);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ nextRetryDelay: waitMs, nonRetryable: false });
    expect(LoomError.from(failure)).toMatchObject({ code: 'tool.http_unavailable' });
  });

  it.each([{ 'retry-after': '0' }, { 'retry-after': '-5' }, { 'retry-after': 'soon' }, {}])(
    'is asked again as the loop says when it asks for no patience: %j',
    (headers: Record<string, string>) => {
      expect(failing(429, '{}', headers)).toBeInstanceOf(LoomError);
    },
  );

  it('names the variable of a secret it does not accept, and never what it holds', () => {
    const secret = { value: 'canary"1', variable: 'HOLOLOOM_SECRET_EDR' };
    const refused = failing(401, '{"error":"canary\\"1 is no token: canary"1"}', {}, asked(anything, secret));
    expect(refused).toMatchObject({
      message: 'POST edr.example answered 401: {"error":"[secret] is no token: [secret]"}',
      hint: expect.stringContaining('HOLOLOOM_SECRET_EDR'),
    });
    const echo = resultOf(answer(200, '{"sent":"Bearer canary\\"1"}'), asked(anything, secret));
    expect(echo).toEqual({ sent: 'Bearer [secret]' });
  });
});
