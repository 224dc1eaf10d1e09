import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRetryable, type LoomError } from '../../domain/errors.ts';
import { openRoom, type Room } from './incident-folder.ts';
import { guesses } from './lines.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
  await room.tell('INC-1', { logs: { 'alpha/auth': guesses('10:00:00', '203.0.113.66') } });
  await room.tell('INC-10', { logs: { 'alpha/auth': [] } });
  await room.tell('INC-2', { logs: { 'alpha/auth': [] } });
});
afterEach(() => room.remove());

async function refusal(incident_id: string): Promise<Pick<LoomError, 'code' | 'message' | 'hint'>> {
  const error = await room.call('forensics/assess_severity', { incident_id }).then(
    () => undefined,
    (thrown: LoomError) => thrown,
  );
  expect(error && isRetryable(error.code)).toBe(false);
  return { code: error!.code, message: error!.message, hint: error!.hint };
}

test.each(['INC-404', '../incidents/INC-1', '../..', '.', 'INC-1/', 'inc-1', 'INC-1\0', '..\\..', '/etc'])(
  'refuses the unknown incident %j for good, and says which there are',
  async (id) => {
    expect(await refusal(id)).toEqual({
      code: 'tool.unknown_incident',
      message: `There is no incident ${JSON.stringify(id)}. Known: INC-1, INC-2, INC-10.`,
      hint: expect.stringMatching(/^Use one of the known incidents/),
    });
  },
);

test('says where it looked when there are no incidents at all', async () => {
  await rm(room.incidents, { recursive: true });
  expect(await refusal('INC-1')).toMatchObject({
    message: `There is no incident "INC-1": no incidents are kept in ${room.incidents}.`,
    hint: expect.stringContaining('HOLOLOOM_INCIDENTS'),
  });
});

test('names the log that is missing', async () => {
  await rm(join(room.incidents, 'INC-1/logs/alpha/auth.log'));
  expect(await refusal('INC-1')).toMatchObject({
    code: 'tool.evidence_missing',
    message: 'INC-1 names the file "logs/alpha/auth.log", which is not in its folder.',
  });
});

test.each([
  ['incident.json', '{', /^"incident.json" of INC-1 cannot be used: /],
  ['incident.json', '{"title":"x","reported_at":"yesterday","logs":[]}', /reported_at/],
  [
    'incident.json',
    '{"title":"x","reported_at":"2026-03-04T20:00:00Z","logs":[{"host":"alpha","kind":"auth","file":"../../x"}]}',
    /logs.0.file is not a path inside the incident folder/,
  ],
  [
    'incident.json',
    '{"title":"x","reported_at":"2026-03-04T20:00:00Z","logs":[{"host":"delta","kind":"auth","file":"x"}]}',
    /host "delta", which its inventory does not list/,
  ],
  ['inventory.json', '{"hosts":[]}', /quarantine_group/],
])('says what is wrong with %s when it holds %s', async (file, content, message) => {
  await writeFile(join(room.incidents, 'INC-1', file), content);
  expect(await refusal('INC-1')).toMatchObject({
    code: 'tool.evidence_unreadable',
    message: expect.stringMatching(message),
  });
});
