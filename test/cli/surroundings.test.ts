import { surroundings } from '../../client/cli/surroundings.ts';
import type { TemporalForecast } from '../../domain/services.ts';

const forecast: TemporalForecast = {
  way: 'found',
  program: '/usr/bin/temporal',
  version: '1.5.1',
  serverVersion: '1.29.1',
  unfit: null,
};
const told = async (change: Partial<TemporalForecast> = {}) =>
  surroundings('/nowhere', null, async () => ({ ...forecast, ...change }));
const services = async () => (await told()).find(({ part }) => part === 'services');
const before = { ...process.env };
beforeEach(() => {
  for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS']) delete process.env[name];
});
afterAll(() => {
  process.env = before;
});

describe('what the doctor says while nothing runs', () => {
  it('says how to start', async () => {
    expect(await services()).toMatchObject({ status: 'warning', hint: expect.stringContaining('npm start') });
  });

  it('names the one address that is set, and never a password', async () => {
    process.env.TEMPORAL_ADDRESS = 'temporal.example:7233';
    expect((await services())?.message).toContain('TEMPORAL_ADDRESS names temporal.example:7233');
    delete process.env.TEMPORAL_ADDRESS;
    process.env.DATABASE_URL = 'postgres://ada:secret@db.example:5432/loom';
    expect((await services())?.message).toContain('DATABASE_URL names db.example:5432');
    expect(JSON.stringify(await services())).not.toContain('secret');
  });

  it.each<[Partial<TemporalForecast>, string]>([
    [{}, 'server 1.29.1, at /usr/bin/temporal'],
    [
      { unfit: '/opt/temporal (server 1.31.0)' },
      'server 1.29.1, at /usr/bin/temporal; /opt/temporal (server 1.31.0) does not fit',
    ],
    [{ way: 'build' }, 'not here yet: the first start builds it with Go (a few minutes, once)'],
    [{ way: 'download' }, 'not here yet: the first start downloads it, once'],
  ])('says which Temporal it would find, download or build: %j', async (change, message) => {
    expect((await told(change)).find(({ part }) => part === 'Temporal')).toMatchObject({ status: 'ok', message });
  });

  it('says what to install where none can be had, and nothing where one is named', async () => {
    const none = (await told({ way: 'none' })).find(({ part }) => part === 'Temporal');
    expect(none).toMatchObject({ status: 'warning', hint: expect.stringContaining('Go') });
    process.env.TEMPORAL_ADDRESS = 'temporal.example:7233';
    expect((await told()).some(({ part }) => part === 'Temporal')).toBe(false);
  });
});
