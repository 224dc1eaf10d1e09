import fc from 'fast-check';
import { type Http, requestOf } from '../../activities/tools/http-request.ts';
import type { Json } from '../../domain/json.ts';
import type { Expression } from '../../dsl/plan.ts';
import { fixedOrigin } from '../../dsl/url-template.ts';
import { type HttpToolOptions, httpTool, template, workOf } from '../support/http-tools.ts';

/** What a tool of that URL sends for these values. */
function sent(url: Expression, given: Record<string, Json>, options: HttpToolOptions = {}) {
  const tool = httpTool('call', url, options);
  return requestOf(tool.implementation as Http, workOf(tool, given));
}

const incident = template('https://siem.example/incidents/', ['id'], '/notes?by=', ['who'], '&all');

describe('the URL of an HTTP tool', () => {
  it('takes values as they are, percent-encoded', () => {
    const { url } = sent(incident, { id: 'INC 42/ü', who: 'ann & bob?' });
    expect(url).toBe('https://siem.example/incidents/INC%2042%2F%C3%BC/notes?by=ann%20%26%20bob%3F&all');
  });

  it('writes other values than texts as JSON', () => {
    expect(sent(incident, { id: 7, who: [true] }).url).toBe('https://siem.example/incidents/7/notes?by=%5Btrue%5D&all');
  });

  it.each(['..', '.', '', null, '\ud800'])('refuses %j where a segment of the path stands', (id) => {
    expect(() => sent(incident, { id, who: 'ann' })).toThrow(expect.objectContaining({ code: 'tool.bad_input' }));
  });

  it('refuses values that together would lead upwards', () => {
    const url = template('https://siem.example/a/', ['one'], ['other'], '/b');
    expect(() => sent(url, { one: '.', other: '.' })).toThrow(expect.objectContaining({ code: 'tool.bad_input' }));
    expect(sent(url, { one: '.', other: 'x' }).url).toBe('https://siem.example/a/.x/b');
  });

  it('keeps its host, its number of segments, its query and its fragment, whatever a value is', () => {
    const value = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom(
        '../../etc',
        '..%2f..',
        '%2e%2e',
        '?x=1',
        '#',
        '//evil.example',
        '\\evil',
        '@evil.example',
        ';/',
        'a\r\nb',
      ),
      fc.json(),
    );
    fc.assert(
      fc.property(value, value, (id, who) => {
        if (/^\.{1,2}$/.test(id)) return;
        const url = new URL(sent(incident, { id, who }).url);
        expect(url.origin).toBe('https://siem.example');
        expect(url.pathname.split('/')).toHaveLength(4);
        expect(decodeURIComponent(url.pathname.split('/')[2] ?? '')).toBe(id);
        expect([...url.searchParams]).toEqual([
          ['by', who],
          ['all', ''],
        ]);
        expect(url.hash).toBe('');
      }),
    );
  });

  it.each([
    [template('https://siem.example'), 'https://siem.example'],
    [template('https://siem.example:8443/a/', ['id']), 'https://siem.example:8443'],
    [template('http://siem.example?id=', ['id']), 'http://siem.example'],
    [template('HTTPS://SIEM.example/', ['id']), 'https://siem.example'],
    [template('https://', ['host'], '/a'), null],
    [template('https://siem.example', ['id']), null],
    [template('https://siem.', ['id'], '/a'), null],
    [template(['url']), null],
    [template('https://user@siem.example/'), null],
    [template('https://siem.example\\@evil.example/'), null],
    [template('file:///etc/passwd'), null],
    [template('/incidents/', ['id']), null],
    [{ t: 'name', name: 'url' } as const, null],
  ])('has a fixed host or none: %j', (url, origin) => {
    expect(fixedOrigin(url)).toBe(origin);
  });

  it('without a fixed host is not called', () => {
    const call = () => sent(template('https://siem.', ['id'], '/a'), { id: 'evil.example' });
    expect(call).toThrow(expect.objectContaining({ code: 'tool.egress_refused' }));
  });
});

describe('WITH of an HTTP tool', () => {
  const url = template('https://git.example/issues?state=open');

  it.each(['GET', 'HEAD', 'DELETE'] as const)('goes into the query of %s', (method) => {
    const given = { before: '2026-11-23T12:00:00Z', tag: ['a b', 'c&d'], limit: 5, owner: null };
    const { url: called, body } = sent(url, given, { method, with: ['before', 'tag', 'limit', 'owner'] });
    expect(called).toBe(
      'https://git.example/issues?state=open&before=2026-11-23T12%3A00%3A00Z&tag=a+b&tag=c%26d&limit=5',
    );
    expect(body).toBeNull();
  });

  it.each(['POST', 'PUT', 'PATCH'] as const)('is the JSON body of %s', (method) => {
    const { url: called, body } = sent(url, { host: 'web-1', since: null }, { method, with: ['host', 'since'] });
    expect(called).toBe('https://git.example/issues?state=open');
    expect(JSON.parse(body ?? '')).toEqual({ host: 'web-1', since: null });
  });

  it('may be left out, and then nothing is sent', () => {
    expect(sent(url, {}, { method: 'POST' }).body).toBeNull();
  });

  it('must be fields where it goes into a query', () => {
    const list = { t: 'list', items: [] } as const;
    expect(() => sent(url, {}, { with: list })).toThrow(expect.objectContaining({ code: 'tool.bad_input' }));
  });

  it('sees values only as their parameter declares them', () => {
    const tool = httpTool('call', url, { method: 'POST', with: ['host'], parameters: { host: { t: 'text' } } });
    expect(() => requestOf(tool.implementation as Http, workOf(tool, { host: 7 }))).toThrow(
      '"call" cannot work with what it was given: host: expected text, got 7',
    );
  });
});
