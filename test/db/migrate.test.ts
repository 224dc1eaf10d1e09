import { migrate } from '../../db/migrate.ts';
import { emptyDatabase } from '../support/services.ts';

describe('a PostgreSQL that lacks what search needs', () => {
  it('is told of in words, with what to do, and has no tables made half way', async () => {
    const url = await emptyDatabase([
      `CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'extensions are not allowed' USING ERRCODE = 'insufficient_privilege'; END $$`,
      `CREATE EVENT TRIGGER no_extensions ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION forbid()`,
    ]);
    await expect(migrate(url)).rejects.toMatchObject({
      code: 'services.extension_missing',
      message: expect.stringMatching(/pg_trgm, which cannot be created here: extensions are not allowed/),
      hint: expect.stringContaining('CREATE EXTENSION pg_trgm'),
    });
  });

  it('is fine when an administrator has made it before', async () => {
    const url = await emptyDatabase(['CREATE EXTENSION pg_trgm']);
    await expect(migrate(url)).resolves.toBeUndefined();
  });
});
