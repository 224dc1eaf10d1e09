import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { namedHosts } from '../../activities/egress/destination.ts';
import { type Answer, type Egress, type Outgoing, openEgress } from '../../activities/egress/index.ts';
import { egressSettings } from '../../activities/egress/settings.ts';
import { bodyOf, type LocalServer, localServer } from '../support/http-server.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly authorization: string | null;
  readonly body: string;
}

let server: LocalServer;
let egress: Egress;
let seen: Seen[] = [];
let answer: (path: string, response: ServerResponse) => void;

beforeAll(async () => {
  server = await localServer(async (request, response) => {
    const { host = '', authorization = null } = request.headers;
    const { method = '', url = '' } = request;
    seen.push({ method, url, host, authorization, body: await bodyOf(request) });
    answer(url, response);
  });
  const routes = Object.fromEntries(
    ['https://siem.example', 'https://edr.example', 'http://plain.example'].map((origin) => [origin, server.origin]),
  );
  egress = openEgress(egressSettings({ routes }, 'egress.json'));
});
afterAll(async () => {
  await egress.close();
  await server.close();
});
beforeEach(() => {
  seen = [];
  answer = (_path, response) => response.end('{}');
});

const request = (url: string, more: Partial<Outgoing> = {}): Outgoing => ({
  method: 'GET',
  url,
  headers: {},
  body: null,
  hosts: namedHosts(['https://siem.example']),
  signal: new AbortController().signal,
  ...more,
});
const text = ({ body }: Answer): string => Buffer.from(body).toString();
/** Sends a caller on, from path to place. */
const sending =
  (places: Readonly<Record<string, string>>, status = 302): typeof answer =>
  (path, response) => {
    const location = places[path];
    if (location === undefined) response.end('there');
    else response.writeHead(status, { location }).end('elsewhere');
  };

describe('a request', () => {
  it('goes where the route of its origin leads, in the name of that origin', async () => {
    const sent = { method: 'POST', headers: { authorization: 'Bearer x' }, body: '{"a":1}' } as const;
    const { status } = await egress.send(request('https://siem.example/v1/incidents?id=1', sent));
    expect(status).toBe(200);
    expect(seen).toEqual([
      { method: 'POST', url: '/v1/incidents?id=1', host: 'siem.example', authorization: 'Bearer x', body: '{"a":1}' },
    ]);
  });

  it('reaches the target of a route only by that route', async () => {
    const hosts = namedHosts([server.origin]);
    await expect(egress.send(request(`${server.origin}/`, { hosts }))).rejects.toMatchObject({
      code: 'tool.egress_refused',
    });
    expect(seen).toEqual([]);
  });

  it('goes directly, whatever proxies the environment names', async () => {
    const before = { ...process.env };
    const proxy = await localServer((_request, response) => response.end('proxy'));
    Object.assign(process.env, { HTTP_PROXY: proxy.origin, HTTPS_PROXY: proxy.origin, ALL_PROXY: proxy.origin });
    answer = (_path, response) => response.end('service');
    try {
      expect(text(await egress.send(request('https://siem.example/')))).toBe('service');
    } finally {
      process.env = before;
      await proxy.close();
    }
  });

  it('may go only where the program says', async () => {
    const sent = egress.send(request('https://edr.example/'));
    await expect(sent).rejects.toMatchObject({
      code: 'tool.egress_refused',
      message: 'The worker does not call edr.example:443, which no tool of the program names.',
    });
    await expect(egress.send(request('https://siem.example:8443/'))).rejects.toMatchObject({
      code: 'tool.egress_refused',
    });
    expect(seen).toEqual([]);
  });
});

describe('a redirect', () => {
  it('is followed within the hosts of the program, with the method that HTTP says', async () => {
    answer = sending({ '/a': '/b', '/b': 'https://siem.example/c' }, 301);
    expect(text(await egress.send(request('https://siem.example/a')))).toBe('there');
    const sent = { method: 'POST', body: '{}' } as const;
    await egress.send(request('https://siem.example/b', sent));
    answer = sending({ '/a': '/b' }, 307);
    await egress.send(request('https://siem.example/a', sent));
    expect(seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'GET /a ',
      'GET /b ',
      'GET /c ',
      'POST /b {}',
      'GET /c ',
      'POST /a {}',
      'POST /b {}',
    ]);
  });

  it('takes no secret to another origin', async () => {
    answer = sending({ '/a': '/b', '/b': 'https://edr.example/c' });
    const hosts = namedHosts(['https://siem.example', 'https://edr.example']);
    await egress.send(request('https://siem.example/a', { hosts, headers: { authorization: 'Bearer x' } }));
    expect(seen.map(({ host, authorization }) => [host, authorization])).toEqual([
      ['siem.example', 'Bearer x'],
      ['siem.example', 'Bearer x'],
      ['edr.example', null],
    ]);
  });

  it.each([
    ['to a host the program does not name', 'https://edr.example/'],
    ['to this machine', 'http://127.0.0.1:PORT/'],
    ['to this machine, spelt otherwise', '//2130706433:PORT/'],
    ['to a metadata service', 'http://169.254.169.254/latest/meta-data/'],
    ['to another port', 'https://siem.example:22/'],
    ['to a host with a user in it', 'https://user@siem.example/'],
    ['to another scheme', 'file:///etc/passwd'],
    ['away from encryption', 'http://siem.example:443/'],
  ])('%s is refused', async (_case, location) => {
    answer = sending({ '/a': location.replace('PORT', new URL(server.origin).port) });
    await expect(egress.send(request('https://siem.example/a'))).rejects.toMatchObject({ code: 'tool.egress_refused' });
    expect(seen).toHaveLength(1);
  });

  it('is followed five times and no more', async () => {
    answer = (path, response) => response.writeHead(302, { location: `/${Number(path.slice(1)) + 1}` }).end();
    await expect(egress.send(request('https://siem.example/0'))).rejects.toMatchObject({ code: 'tool.egress_refused' });
    expect(seen).toHaveLength(6);
  });

  it('from http to https on the same host is what services do', async () => {
    const hosts = namedHosts(['http://plain.example']);
    const open = openEgress(
      egressSettings(
        { routes: { 'http://plain.example': server.origin, 'https://plain.example': server.origin } },
        'x',
      ),
    );
    answer = sending({ '/a': 'https://plain.example/b' });
    expect(text(await open.send(request('http://plain.example/a', { hosts })))).toBe('there');
    await open.close();
  });
});

describe('a name that changes its mind', () => {
  it('is looked up and checked again for each connection, once', async () => {
    const answers = ['127.0.0.1', '127.0.0.2'];
    const rebinding = openEgress(egressSettings({ inside: ['127.0.0.1'] }, 'x'), {
      resolve: async () => [{ address: answers.shift() ?? '', family: 4 }],
    });
    answer = (_path, response) => response.writeHead(200, { connection: 'close' }).end();
    const origin = `http://rebind.example:${new URL(server.origin).port}`;
    const send = () => rebinding.send(request(`${origin}/`, { hosts: namedHosts([origin]) }));
    expect((await send()).status).toBe(200);
    expect(answers).toEqual(['127.0.0.2']);
    await expect(send()).rejects.toMatchObject({
      code: 'tool.egress_refused',
      message: 'The worker does not call rebind.example (127.0.0.2), which is not on the public Internet.',
    });
    expect(seen).toHaveLength(1);
    await rebinding.close();
  });

  it('connects to the very address that was checked, not to what the system would say', async () => {
    const port = new URL(server.origin).port;
    let lookups = 0;
    const fixed = openEgress(egressSettings({ inside: ['127.0.0.0/8'] }, 'x'), {
      resolve: async () => {
        lookups += 1;
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    const hosts = namedHosts([`http://nowhere.invalid:${port}`]);
    const { status } = await fixed.send(request(`http://nowhere.invalid:${port}/`, { hosts }));
    expect([status, lookups, seen[0]?.host]).toEqual([200, 1, `nowhere.invalid:${port}`]);
    await fixed.close();
  });

  it('says so when it stands for nothing', async () => {
    const empty = openEgress(egressSettings({}, 'x'), { resolve: async () => [] });
    const sent = empty.send(request('https://siem.example/'));
    await expect(sent).rejects.toMatchObject({
      code: 'tool.http_unavailable',
      message: expect.stringContaining('no address'),
    });
    await empty.close();
  });
});

describe('a request by https', () => {
  it('asks for the certificate of the name, although it connects to a checked address, and needs a good one', async () => {
    const asked: string[] = [];
    const server = createTlsServer({
      SNICallback: (host, found) => {
        asked.push(host);
        found(null);
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `https://named.example:${(server.address() as AddressInfo).port}`;
    const open = openEgress(egressSettings({ inside: ['127.0.0.1'] }, 'x'), {
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const sent = open.send(request(`${origin}/`, { hosts: namedHosts([origin]) }));
    await expect(sent).rejects.toMatchObject({
      code: 'tool.http_unavailable',
      message: expect.stringMatching(/the connection failed \(E.+\)\.$/),
    });
    expect(asked).toEqual(['named.example']);
    await open.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('places inside', () => {
  it.each([['127.0.0.1'], ['127.0.0.0/8'], ['localhost']])(
    'are open when the operator names them: %s',
    async (inside) => {
      const open = openEgress(egressSettings({ inside: [inside] }, 'x'), {
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      });
      const origin = inside === 'localhost' ? server.origin.replace('127.0.0.1', 'localhost') : server.origin;
      const hosts = namedHosts([origin]);
      expect((await open.send(request(`${origin}/`, { hosts }))).status).toBe(200);
      await open.close();
    },
  );

  it('stay closed when only others are named', async () => {
    const open = openEgress(egressSettings({ inside: ['10.0.0.0/8', 'fd00::/8', 'grafana.inside'] }, 'x'));
    const sent = open.send(request(`${server.origin}/`, { hosts: namedHosts([server.origin]) }));
    await expect(sent).rejects.toMatchObject({
      code: 'tool.egress_refused',
      hint: expect.stringContaining('HOLOLOOM_EGRESS'),
    });
    await open.close();
  });
});

describe('an answer', () => {
  it('that never ends is cut off at its bound', async () => {
    answer = (_path, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    };
    await expect(egress.send(request('https://siem.example/'))).rejects.toMatchObject({
      code: 'tool.answer_too_large',
    });
  });

  it('of exactly the bound is taken, one byte more is not', async () => {
    answer = (path, response) => response.end(Buffer.alloc(1024 * 1024 + Number(path.slice(1))));
    expect((await egress.send(request('https://siem.example/0'))).body).toHaveLength(1024 * 1024);
    await expect(egress.send(request('https://siem.example/1'))).rejects.toMatchObject({
      code: 'tool.answer_too_large',
    });
  });

  it.each([
    ['begins and does not end', (response: ServerResponse) => void response.write('{"a":')],
    ['does not begin', () => undefined],
    ['sends on for ever', (response: ServerResponse) => void response.writeHead(302, { location: '/' }).write('x')],
  ])('that %s is given up', async (_case, behave) => {
    const hasty = openEgress(egressSettings({ routes: { 'https://siem.example': server.origin } }, 'x'), {
      wholeMs: 100,
    });
    answer = (_path, response) => behave(response);
    await expect(hasty.send(request('https://siem.example/'))).rejects.toMatchObject({
      code: 'tool.http_unavailable',
      message: 'GET siem.example: no whole answer within 0.1 s.',
    });
    await hasty.close();
  });

  it('is waited for until the caller gives up, with the reason of the caller', async () => {
    const stop = new AbortController();
    const reason = new Error('the run was cancelled');
    answer = () => stop.abort(reason);
    await expect(egress.send(request('https://siem.example/', { signal: stop.signal }))).rejects.toBe(reason);
  });

  it('that is broken off is worth another try, and tells nothing of what was sent', async () => {
    answer = (_path, response) => void response.destroy();
    const headers = { authorization: 'Bearer canary' };
    const failed: unknown = await egress
      .send(request('https://siem.example/', { headers }))
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 'tool.http_unavailable',
      message: 'GET siem.example: the connection failed (UND_ERR_SOCKET).',
    });
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain('canary');
  });
});

describe('the file of the operator', () => {
  it.each([
    [{ inside: ['http://a'] }, 'inside.0 is neither'],
    [{ inside: ['10.0.0.0/33'] }, 'inside.0 is neither'],
    [{ routes: { 'https://a.example/path': 'http://127.0.0.1:1' } }, 'routes'],
    [{ routes: { 'https://a.example': '127.0.0.1:1' } }, 'routes.https://a.example is no origin'],
    [{ outside: [] }, 'outside'],
    ['[]', 'does not fit'],
  ])('is refused when it holds %j', (content, message) => {
    expect(() => egressSettings(content, 'egress.json')).toThrow(
      expect.objectContaining({ code: 'command.bad_environment', message: expect.stringContaining(message) }),
    );
  });
});
