import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBotEnvironment } from '../../client/bot/environment.ts';
import { readWayIn } from '../../client/bot/way-in.ts';
import { openFiles } from '../../client/cli/files.ts';
import { terminalMouth } from '../../client/cli/terminal-mouth.ts';
import { commands } from '../../client/commands/index.ts';
import { parse } from '../../client/commands/parse.ts';
import { LoomError } from '../../domain/errors.ts';
import { registrationSchema } from '../../domain/room/appservice.ts';
import { fakeContext, fakeLoom } from '../support/fake-loom.ts';

const folder = mkdtempSync(join(tmpdir(), 'registration-'));
afterAll(() => rmSync(folder, { recursive: true }));

const register = (...words: string[]) => {
  const { command, args } = parse(['bot', 'registration', ...words], terminalMouth('command line'));
  return command.run(fakeContext(fakeLoom(), { files: openFiles(folder) }), args);
};
const variables = (more: Readonly<Record<string, string>>) =>
  readBotEnvironment({ DATABASE_URL: 'postgres://a/b', HOLOLOOM_MATRIX_URL: 'http://matrix.test', ...more });

describe('the registration of an appservice', () => {
  const file = join(folder, 'loom.yaml');

  it('is written once, for its owner alone, with secrets nobody can guess', async () => {
    expect(commands.map(({ name }) => name)).toContain('bot registration');
    const result = await register('http://127.0.0.1:9008', 'loom.yaml', '--localpart', 'weaver');
    expect(result).toEqual({ kind: 'registered', file: 'loom.yaml', url: 'http://127.0.0.1:9008', account: 'weaver' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const written = registrationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(written).toMatchObject({ id: 'hololoom-weaver', sender_localpart: 'weaver' });
    expect(new Set([written.as_token.length, written.hs_token.length])).toEqual(new Set([43]));
    const again = await register('http://127.0.0.1:9008', 'loom.yaml').catch(LoomError.from);
    expect(again).toMatchObject({
      code: 'command.bad_file',
      message: 'loom.yaml is there already, and holds secrets.',
    });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(written);
  });

  it('is what the bot speaks by, listening where it says or where the operator does', async () => {
    const written = registrationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const way = await readWayIn(variables({ HOLOLOOM_MATRIX_REGISTRATION: file }));
    expect(way).toEqual({
      token: written.as_token,
      rate: { perSecond: 10, burst: 50 },
      appservice: { registration: written, listen: { host: '127.0.0.1', port: 9008 } },
    });
    const listening = async (address: string) =>
      (await readWayIn(variables({ HOLOLOOM_MATRIX_REGISTRATION: file, HOLOLOOM_MATRIX_LISTEN: address }))).appservice
        ?.listen;
    expect(await listening('0.0.0.0:80')).toEqual({ host: '0.0.0.0', port: 80 });
    expect(await listening('[::]:9008')).toEqual({ host: '::', port: 9008 });
    expect(await readWayIn(variables({ HOLOLOOM_MATRIX_TOKEN: 'secret' }))).toEqual({
      token: 'secret',
      rate: { perSecond: 0.2, burst: 10 },
    });
  });

  it('stands in place of a token, and is named when it is none', async () => {
    const refusal = (more: Readonly<Record<string, string>>): unknown => {
      try {
        return variables(more);
      } catch (error) {
        return error;
      }
    };
    const code = 'command.bad_environment';
    expect(refusal({})).toMatchObject({ code });
    expect(refusal({ HOLOLOOM_MATRIX_TOKEN: 'x', HOLOLOOM_MATRIX_REGISTRATION: file })).toMatchObject({ code });
    const encrypted = { HOLOLOOM_MATRIX_ENCRYPTION: 'on' };
    expect(refusal({ HOLOLOOM_MATRIX_REGISTRATION: file, ...encrypted })).toMatchObject({ code });
    expect(variables({ HOLOLOOM_MATRIX_TOKEN: 'x' }).HOLOLOOM_MATRIX_ENCRYPTION).toBe('off');
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'id: hololoom');
    const environment = variables({ HOLOLOOM_MATRIX_REGISTRATION: wrong });
    expect(await readWayIn(environment).catch(LoomError.from)).toMatchObject({
      code,
      message: expect.stringContaining('is no registration'),
    });
    const missing = variables({ HOLOLOOM_MATRIX_REGISTRATION: join(folder, 'none.yaml') });
    expect(await readWayIn(missing).catch(LoomError.from)).toMatchObject({
      code,
      message: expect.stringContaining('cannot be read'),
    });
  });
});
