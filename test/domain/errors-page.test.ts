import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from '../../domain/errors-page.ts';

const page = join(__dirname, '..', '..', 'docs', 'ERRORS.md');

it('documents every error code, and no other', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, errorsPage());
  expect(readFileSync(page, 'utf8')).toBe(errorsPage());
});
