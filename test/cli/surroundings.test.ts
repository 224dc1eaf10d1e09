import { surroundings } from '../../client/cli/surroundings.ts';

const services = () => surroundings('/nowhere', null).find(({ part }) => part === 'services');
const before = { ...process.env };
beforeEach(() => {
  for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS']) delete process.env[name];
});
afterAll(() => {
  process.env = before;
});

describe('what the doctor says while nothing runs', () => {
  it('says how to start', () => {
    expect(services()).toMatchObject({ status: 'warning', hint: expect.stringContaining('npm start') });
  });

  it('names the one address that is set, and never a password', () => {
    process.env.TEMPORAL_ADDRESS = 'temporal.example:7233';
    expect(services()?.message).toContain('TEMPORAL_ADDRESS names temporal.example:7233');
    delete process.env.TEMPORAL_ADDRESS;
    process.env.DATABASE_URL = 'postgres://ada:secret@db.example:5432/loom';
    expect(services()?.message).toContain('DATABASE_URL names db.example:5432');
    expect(JSON.stringify(services())).not.toContain('secret');
  });
});
