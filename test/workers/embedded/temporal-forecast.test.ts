import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forecastTemporal } from '../../../workers/embedded/temporal-forecast.ts';

const before = { ...process.env };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forecast-'));
  mkdirSync(join(folder, 'path'));
  process.env.PATH = join(folder, 'path');
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
  process.env.HOLOLOOM_TEMPORAL_DOWNLOAD = 'off';
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true });
});

/** A program on PATH that says this. */
function program(name: string, says: string): string {
  const file = join(folder, 'path', name);
  writeFileSync(file, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(file, 0o755);
  return file;
}

it('finds the one on PATH', async () => {
  const file = program('temporal', 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)');
  expect(await forecastTemporal()).toEqual({
    way: 'found',
    program: file,
    version: '1.5.1',
    serverVersion: '1.29.1',
    unfit: null,
  });
});

it('passes over one whose server does not fit, and says so', async () => {
  const file = program('temporal', 'temporal version 1.9.1 (Server 1.31.0, UI 2.50.0)');
  expect(await forecastTemporal()).toMatchObject({ way: 'none', unfit: `${file} (server 1.31.0)` });
});

it('would build it where Go is, and download it where that is allowed', async () => {
  expect((await forecastTemporal()).way).toBe('none');
  program('go', 'go version go1.25');
  expect((await forecastTemporal()).way).toBe('build');
  delete process.env.HOLOLOOM_TEMPORAL_DOWNLOAD;
  expect((await forecastTemporal()).way).toBe('download or build');
});
