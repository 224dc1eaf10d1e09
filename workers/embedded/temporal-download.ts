import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { tellStep } from './progress.ts';
import type { Setting } from './temporal-cli.ts';

/** Time for an answer to begin: a network without a way out must not cost more. */
const answerMs = 5_000;
/** Longest silence in the middle of a download. */
const silenceMs = 30_000;
const archiveBytesMax = 500 * 1024 * 1024;

/**
 * Downloads Temporal's official release for this platform and checks it against the release's checksums.
 * HOLOLOOM_TEMPORAL_DOWNLOAD names a mirror of the releases folder, or "off".
 * @param program where to put it; appears whole or not at all
 * @throws Error saying in a few words what went wrong
 */
export async function downloadTemporal(version: string, program: string, { tell, signal }: Setting): Promise<void> {
  const mirror = process.env.HOLOLOOM_TEMPORAL_DOWNLOAD || 'https://github.com/temporalio/cli/releases/download';
  if (downloadsAreOff()) throw new Error('downloads are switched off');
  const archive = archiveName(version);
  await tellStep(tell, `Downloading Temporal ${version}`, async (working) => {
    const checksums = (await fetchWhole(`${mirror}/v${version}/checksums.txt`, signal)).toString('utf8');
    const wanted = checksumOf(checksums, archive);
    const bytes = await fetchWhole(`${mirror}/v${version}/${archive}`, signal, (got, total) =>
      working(`${megabytes(got)}${total ? ` of ${megabytes(total)}` : ''} MB`),
    );
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== wanted) throw new Error(`${archive} has the checksum ${found} instead of ${wanted}`);
    await unpack(bytes, program);
  });
}

export const downloadsAreOff = (): boolean => process.env.HOLOLOOM_TEMPORAL_DOWNLOAD === 'off';

/** As the project names its archives; there is one for each system on two processors. */
export function archiveName(version: string): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const processor = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (!['linux', 'darwin', 'windows'].includes(system) || processor === undefined) {
    throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  }
  return `temporal_cli_${version}_${system}_${processor}.tar.gz`;
}

/** The checksum in lines of `HEX  FILE`. */
function checksumOf(checksums: string, file: string): string {
  const line = checksums.split('\n').map((text) => text.trim().split(/\s+/));
  const found = line.find(([sum, name]) => name === file && /^[0-9a-f]{64}$/.test(sum ?? ''))?.[0];
  if (found === undefined) throw new Error(`the release has no checksum of ${file}`);
  return found;
}

async function fetchWhole(
  url: string,
  signal: AbortSignal,
  onBytes?: (got: number, total: number) => void,
): Promise<Buffer> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), answerMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([abort.signal, signal]) });
    if (!response.ok || response.body === null) throw new Error(`${url} answers ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    const parts: Uint8Array[] = [];
    let got = 0;
    for await (const part of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), silenceMs);
      parts.push(part);
      got += part.length;
      if (got > archiveBytesMax) throw new Error(`${url} is larger than ${megabytes(archiveBytesMax)} MB`);
      onBytes?.(got, total);
    }
    return Buffer.concat(parts);
  } catch (error) {
    if (abort.signal.aborted) throw new Error(`${new URL(url).host} does not answer`);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : null;
    throw new Error(cause ? `${new URL(url).host}: ${cause}` : error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** The archive holds the program at its top; tar is on every system that has a release. */
async function unpack(archive: Buffer, program: string): Promise<void> {
  const folder = `${dirname(program)}.making`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, 'archive.tar.gz'), archive);
    await promisify(execFile)('tar', ['-xzf', 'archive.tar.gz', basename(program)], { cwd: folder });
    mkdirSync(dirname(program), { recursive: true });
    renameSync(join(folder, basename(program)), program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
