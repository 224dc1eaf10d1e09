import { type AddressInfo, createServer, isIP, type Server } from 'node:net';
import { mayReach } from '../../activities/egress/address.ts';
import { systemResolver } from '../../activities/egress/connect.ts';
import { admit, assertOutside, hostAndPort } from '../../activities/egress/destination.ts';
import { type Egress, openEgress } from '../../activities/egress/index.ts';
import { egressDefault } from '../../activities/egress/settings.ts';
import { harmlessUrls, hostileNames, hostileUrls } from './hostile.ts';

let connections = 0;
let listeners: Server[];
let port: number;
let egress: Egress;

/** Listens on all addresses of this machine and counts whoever comes. */
function listening(host: string, at: number): Promise<Server> {
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port: at, ipv6Only: host === '::' }, () => resolve(server));
  });
}

beforeAll(async () => {
  const first = await listening('0.0.0.0', 0);
  port = (first.address() as AddressInfo).port;
  // A machine without IPv6 has nothing that could be reached by it.
  listeners = [
    first,
    ...(await listening('::', port).then(
      (server) => [server],
      () => [],
    )),
  ];
  egress = openEgress(egressDefault, {
    resolve: async (host) => {
      if (host === 'localhost') return systemResolver(host);
      return (hostileNames[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  });
});
afterAll(async () => {
  await egress.close();
  for (const listener of listeners) listener.close();
});
beforeEach(() => {
  connections = 0;
});

const at = (url: string): string => url.replace('PORT', String(port));
/** As if the program named exactly this address, so that nothing but the address itself can be why it is refused. */
const hostsOf = (url: string): ReadonlySet<string> => new Set(URL.canParse(url) ? [hostAndPort(new URL(url))] : []);
const codeOf = async (url: string): Promise<unknown> =>
  egress
    .send({ method: 'GET', url, headers: {}, body: null, hosts: hostsOf(url), signal: new AbortController().signal })
    .then(
      ({ status }) => status,
      (error: { code?: unknown }) => error.code,
    );

describe('the guard of outbound HTTP', () => {
  it('knows at least 60 ways to ask for the inside', () => {
    expect(hostileUrls.length).toBeGreaterThanOrEqual(60);
    expect(harmlessUrls.length).toBeGreaterThanOrEqual(20);
  });

  it.each(hostileUrls)('refuses %j and connects to nothing', async (url) => {
    expect(await codeOf(at(url))).toBe('tool.egress_refused');
    expect(connections).toBe(0);
  });

  it('refuses them with proxies in the environment as well, and goes to none', async () => {
    const before = { ...process.env };
    const proxy = `http://127.0.0.1:${port}`;
    Object.assign(process.env, { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, NODE_USE_ENV_PROXY: '1' });
    try {
      for (const url of hostileUrls) expect([url, await codeOf(at(url))]).toEqual([url, 'tool.egress_refused']);
      expect(connections).toBe(0);
    } finally {
      process.env = before;
    }
  });

  it('would count a connection if there were one', async () => {
    const open = openEgress({ ...egressDefault, inside: { hosts: new Set(['127.0.0.1']), ranges: [] } });
    const url = at('http://127.0.0.1:PORT/');
    const sent = open.send({
      method: 'GET',
      url,
      headers: {},
      body: null,
      hosts: hostsOf(url),
      signal: new AbortController().signal,
    });
    await expect(sent).rejects.toMatchObject({ code: 'tool.http_unavailable' });
    expect(connections).toBe(1);
    await open.close();
  });

  it.each(harmlessUrls)('lets %j through', (text, addresses) => {
    const url = admit(text, hostsOf(text));
    expect(() => assertOutside(url, egressDefault.inside)).not.toThrow();
    expect(addresses.filter((address) => isIP(address) === 0)).toEqual([]);
    expect(addresses.filter((address) => !mayReach(url.hostname, address, egressDefault.inside))).toEqual([]);
  });
});
