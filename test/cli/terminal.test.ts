import { closeSync, createReadStream, openSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { isDeaf } from '../../client/cli/terminal.ts';

test('an input nobody can type into is told from a pipe that ends', () => {
  const fd = openSync('/dev/null', 'r');
  try {
    expect(isDeaf(Object.assign(createReadStream('', { fd, autoClose: false }), { fd }))).toBe(true);
    expect(isDeaf(Object.assign(new PassThrough(), { fd, isTTY: true }))).toBe(false);
    expect(isDeaf(new PassThrough())).toBe(false);
  } finally {
    closeSync(fd);
  }
});
