import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../client/commands/index.ts';
import { permissionsTable } from '../../client/permissions.ts';

const page = join(__dirname, '..', '..', 'docs', 'CHAT.md');
const [begin, end] = ['<!-- permissions: UPDATE_DOCS=1 writes this table -->', '<!-- end of permissions -->'];

it('docs/CHAT.md has a row for every verb of a room, and no other', () => {
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const [, after = ''] = rest.split(end);
  const wanted = `${before}${begin}\n\n${permissionsTable(commands)}\n\n${end}${after}`;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, wanted);
  expect(readFileSync(page, 'utf8')).toBe(wanted);
});
