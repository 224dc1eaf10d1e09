import { render } from '../../client/cli/render.ts';
import { fakeContext, fakeLoom } from '../support/fake-loom.ts';
import { say } from '../support/say.ts';

const look = { colour: false, unicode: true, width: 100, height: null, prompt: '' } as Parameters<typeof render>[1];
const atTheMachine = (loom = fakeLoom()) => fakeContext(loom, { place: 'command line' });

describe('the words for a registry', () => {
  test.each<[string, unknown[], string]>([
    [
      'market push acme/voice@1.0.0',
      ['registry.push', 'acme/voice@1.0.0'],
      '✓ acme/voice 1.0.0 is published at https://market.example',
    ],
    [
      'registry token new acme --expires 7d',
      ['registry.newToken', { publisher: 'acme', expiresInMs: 604_800_000 }, 'dana'],
      'hololoom_4c1e9a02_secret',
    ],
    ['registry token list', ['registry.tokens'], '4c1e9a02  acme       until 2099-02-21  made 2026-11-23 by dana'],
    ['registry token revoke 4c1e', ['registry.revokeToken', '4c1e'], 'revoked'],
  ])('%s', async (line, call, said) => {
    const loom = fakeLoom();
    expect(render(await say(line, atTheMachine(loom)), look, Date.now())).toContain(said);
    expect(loom.calls).toEqual([call]);
  });

  test('it listens where nobody else can reach it, unless it is told otherwise', async () => {
    const place = { kind: 'registry', port: 4180, host: '127.0.0.1', url: null };
    expect(await say('registry', atTheMachine())).toEqual(place);
    const open = await say('registry --port 0 --host 0.0.0.0 --url https://market.example/', atTheMachine());
    expect(open).toEqual({ ...place, port: 0, host: '0.0.0.0', url: 'https://market.example' });
  });

  test.each([
    'registry --port -1',
    'registry --url ftp://x',
    'registry --url x',
    'registry token new acme --expires 400d',
  ])('what cannot be is refused before anything is done: %s', (line) => {
    expect(() => say(line, atTheMachine())).toThrow(expect.objectContaining({ code: 'command.bad_arguments' }));
  });

  test('a room has no word for it', () => {
    expect(() => say('registry', fakeContext())).toThrow(expect.objectContaining({ code: 'command.unknown' }));
  });
});
