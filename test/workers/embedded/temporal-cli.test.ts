import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../../domain/services.ts';
import { findTemporal, inspect, opens, pinnedVersion } from '../../../workers/embedded/temporal-cli.ts';

const environment = { ...process.env };
let folder: string;
let told: Progress[];
const setting = { tell: (progress: Progress) => told.push(progress), signal: new AbortController().signal };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  told = [];
  mkdirSync(join(folder, 'path'));
  // tar and gzip stay, Go and any Temporal of the machine go.
  process.env.PATH = `${join(folder, 'path')}:/bin:/usr/bin`;
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
  process.env.HOLOLOOM_TEMPORAL_DOWNLOAD = 'off';
});
afterEach(() => {
  process.env = { ...environment };
  rmSync(folder, { recursive: true });
});

/** A program that says what Temporal's says when asked for its version. */
const script = (version: string, server: string) =>
  `#!/bin/sh\necho "temporal version ${version} (Server ${server}, UI 2.42.1)"\n`;

function install(where: string, version: string, server: string): string {
  const program = join(folder, where, 'temporal');
  mkdirSync(join(folder, where), { recursive: true });
  writeFileSync(program, script(version, server));
  chmodSync(program, 0o755);
  return program;
}
const cached = join('cache', 'hololoom', `temporal-${pinnedVersion}`);

describe('which Temporal is taken', () => {
  it('is the one on PATH when it fits', async () => {
    const program = install('path', '1.5.2', '1.29.4');
    install(cached, '1.5.1', '1.29.1');
    expect(await findTemporal(null, setting)).toEqual({ program, version: '1.5.2', serverVersion: '1.29.4' });
  });

  it('is the cached one when the one on PATH is too old or too new, unless the database there is needs that one', async () => {
    install('path', '0.13.0', '1.24.2');
    const program = install(cached, '1.5.1', '1.29.1');
    expect(await findTemporal(null, setting)).toMatchObject({ program });
    install('path', '1.6.0', '1.30.0');
    expect(await findTemporal('1.29.1', setting)).toMatchObject({ program });
    expect(await findTemporal('1.30.2', setting)).toMatchObject({ serverVersion: '1.30.0' });
  });

  it.each([
    ['1.29.1', null, true],
    ['1.28.9', null, false],
    ['2.0.0', null, false],
    ['1.31.0', null, false],
    ['1.29.4', '1.29.1', true],
    ['1.29.1', '1.29.4', true],
    ['1.30.0', '1.29.1', false],
    ['1.30.0', '1.30.2', true],
  ])('server %s for a database made by %s: %s', (server, madeBy, expected) => {
    expect(opens(server, madeBy)).toBe(expected);
  });

  it('is none when no server fits the database, and the error names the ways out', async () => {
    install(cached, '1.5.1', '1.29.1');
    await expect(findTemporal('1.40.0', setting)).rejects.toMatchObject({
      code: 'services.state_incompatible',
      hint: expect.stringContaining('server 1.40.0 on PATH'),
    });
  });

  it('is never one that does not say what it is', async () => {
    const program = install('path', '1.5.1', '1.29.1');
    writeFileSync(program, '#!/bin/sh\nexit 3\n');
    expect(await inspect(program)).toBeNull();
    expect(await inspect(join(folder, 'nothing'))).toBeNull();
  });
});

describe('where there is none yet', () => {
  let server: Server;
  let asked: string[];
  afterEach(() => server?.close());

  /** A mirror of the releases folder that serves an archive of our script, with or without the right checksum. */
  async function mirror(checksum: 'right' | 'wrong'): Promise<void> {
    install('release', pinnedVersion, '1.29.1');
    const archive = join(folder, 'release.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', join(folder, 'release'), 'temporal']);
    const bytes = readFileSync(archive);
    const sum = createHash('sha256')
      .update(checksum === 'right' ? bytes : 'something else')
      .digest('hex');
    const processor = process.arch === 'x64' ? 'amd64' : 'arm64';
    const name = `temporal_cli_${pinnedVersion}_${process.platform}_${processor}.tar.gz`;
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url!);
      if (request.url === `/v${pinnedVersion}/checksums.txt`)
        response.end(`${sum}  ${name}\n${'0'.repeat(64)}  other\n`);
      else if (request.url === `/v${pinnedVersion}/${name}`) response.end(bytes);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.HOLOLOOM_TEMPORAL_DOWNLOAD = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  it('is downloaded, checked and kept; two who want it at once download it once', async () => {
    await mirror('right');
    const [first, second] = await Promise.all([findTemporal(null, setting), findTemporal(null, setting)]);
    expect(first).toEqual(second);
    expect(first.program).toBe(join(folder, cached, 'temporal'));
    expect(asked).toHaveLength(2);
    expect(await findTemporal(null, setting)).toEqual(first);
    expect(asked).toHaveLength(2);
  });

  it('is not taken from a download with a wrong checksum, nor left half made', async () => {
    await mirror('wrong');
    process.env.PATH = join(folder, 'path');
    await expect(findTemporal(null, setting)).rejects.toMatchObject({
      code: 'services.temporal_missing',
      message: expect.stringContaining('has the checksum'),
    });
    expect(existsSync(join(folder, cached, 'temporal'))).toBe(false);
  });

  it('is an error that names the ways out when it can neither be downloaded nor built', async () => {
    process.env.PATH = join(folder, 'path');
    await expect(findTemporal(null, setting)).rejects.toMatchObject({
      code: 'services.temporal_missing',
      message: expect.stringMatching(/downloads are switched off.*Go, which could build it, is not installed/),
      hint: expect.stringMatching(/Install the temporal command line tool.*Go.*TEMPORAL_ADDRESS/),
    });
  });

  it('gives up quickly on a network that does not answer', async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.HOLOLOOM_TEMPORAL_DOWNLOAD = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    process.env.PATH = join(folder, 'path');
    const start = Date.now();
    await expect(findTemporal(null, setting)).rejects.toMatchObject({
      message: expect.stringContaining('does not answer'),
    });
    expect(Date.now() - start).toBeLessThan(8_000);
    server.closeAllConnections();
  });
});
