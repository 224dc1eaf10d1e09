import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '..');
const { missing }: { missing(lock: unknown): readonly { name: string }[] } = createRequire(__filename)(
  join(root, 'bin', 'complete-lock.cjs'),
);
const lock: { packages: Record<string, object> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

describe('package-lock.json', () => {
  it('holds the optional packages of every platform; else run "node bin/complete-lock.cjs"', () => {
    expect(missing(lock)).toEqual([]);
  });

  it('would be found lacking without one of them', () => {
    const { 'node_modules/@swc/core-darwin-arm64': _left, ...packages } = lock.packages;
    expect(missing({ packages }).map(({ name }) => name)).toEqual(['@swc/core-darwin-arm64']);
  });

  it('names no registry host', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "(?!vendor\/)/);
  });
});
