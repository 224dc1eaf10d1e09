import { hololoomVersion } from '../../domain/version.ts';
import { version } from '../../package.json';

it('is the same everywhere', () => {
  expect(hololoomVersion).toBe(version);
});
