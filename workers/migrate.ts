import { migrate } from '../db/migrate.ts';
import { LoomError } from '../domain/errors.ts';

/** `DATABASE_URL=postgres://... node dist/workers/migrate.js`: brings the tables up to date, for operators. */
async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url) {
    process.stderr.write('Set DATABASE_URL to the database to migrate, then repeat the command.\n');
    process.exitCode = 1;
    return;
  }
  await migrate(url);
  process.stderr.write('The tables are up to date.\n');
}

main().catch((thrown: unknown) => {
  const error = LoomError.from(thrown);
  process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
  process.exitCode = 1;
});
