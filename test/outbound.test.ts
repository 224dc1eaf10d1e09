import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * All HTTP that leaves HoloLoom goes through `activities/egress/`, whose guard is worth nothing while there is another
 * way out. Who may have one of its own, and why:
 */
const exceptions: Readonly<Record<string, string>> = {
  'client/bot/matrix/client.ts':
    'asks the homeserver that the operator names, and no address out of what is said there',
  'workers/embedded/homeserver.ts': 'asks the homeserver that the supervisor itself started, on loopback',
  'workers/embedded/temporal-download.ts':
    'fetches the Temporal server from the address of its releases or from a mirror the operator names, before any worker runs',
};
const root = join(__dirname, '..');
const rooms = ['activities', 'bin', 'client', 'db', 'domain', 'dsl', 'examples/host-tools', 'workers', 'workflows'];

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|cjs)$/.test(entry.name) && !entry.parentPath.includes('generated'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));

const waysOut: readonly RegExp[] = [
  /(?<![\w.'])fetch\s*\(/,
  /\b(?:globalThis|global|window)\s*(?:\.\s*fetch|\[\s*['"]fetch['"]\s*\])/,
  /\b(?:XMLHttpRequest|WebSocket|EventSource)\s*\(/,
  /['"]node:(?:http|https|http2)['"]/,
  /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"](?:https?|http2|undici|axios|got|node-fetch|ky|superagent|needle|phin)(?:\/[^'"]*)?['"]/,
];

const waysOutOf = (text: string): RegExp[] => waysOut.filter((way) => way.test(text));

const files = rooms.flatMap(filesOf).filter((file) => !file.startsWith('activities/egress/'));

describe('outbound HTTP', () => {
  it('has one way out', () => {
    const found = files.filter((file) => waysOutOf(readFileSync(join(root, file), 'utf8')).length > 0);
    expect(found).toEqual(Object.keys(exceptions));
  });

  it.each([
    'await fetch(url)',
    'globalThis.fetch(url)',
    "global['fetch'](url)",
    "import { request } from 'node:https';",
    "const http = require('http');",
    "import { Agent } from 'undici';",
    "await import('undici/types')",
    'new WebSocket(address)',
  ])('would be found by %s', (code) => {
    expect(waysOutOf(code)).not.toEqual([]);
  });

  it.each(['await loom.fetch(1)', 'prefetch(x)', "kind: 'http'", "import { connect } from 'node:net';"])(
    'is not what %s is',
    (code) => {
      expect(waysOutOf(code)).toEqual([]);
    },
  );
});
