import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { type NewQuestion, saveQuestion, saveSaying } from '../../db/messages.ts';
import { listenToMessages } from '../../db/read/listen.ts';
import { findQuestion, readMessages, readMessagesAfter, readOpenQuestions } from '../../db/read/messages.ts';
import { projectRun, projectStep } from '../../db/runs.ts';
import { roomMessages } from '../../db/tables.ts';
import type { RunStatus, StepStatus } from '../../domain/run.ts';
import { begun } from '../support/run-rows.ts';
import { freshDatabase } from '../support/services.ts';

let databaseUrl: string;
let connection: DatabaseConnection;
beforeAll(async () => {
  databaseUrl = await freshDatabase();
  connection = connectDatabase(databaseUrl);
});
afterAll(() => connection.close());

const by = (run: string, path: string) => ({ workflowId: run, saidBy: run, run, path, room: '#ops' });
const question = (run: string, path = 'ok'): NewQuestion => ({
  ...by(run, path),
  text: 'Isolate 2 hosts?',
  choices: ['yes', 'no'],
  from: ['@sec-leads'],
  need: 2,
  deadline: new Date('2026-11-23T03:30:00Z'),
  plan: 'a'.repeat(64),
});
const leads = { users: ['@ann', '@bob'], level: 0 };
const textsOf = (messages: readonly { readonly text: string }[]): string[] => messages.map(({ text }) => text);

describe('what a step says', () => {
  it('is kept once, in the order of the run', async () => {
    const { db } = connection;
    for (const [path, text] of [
      ['1.say', 'first'],
      ['2.say', 'second'],
      ['1.say', 'first, told again'],
    ] as const) {
      await saveSaying(db, { ...by('loop/said', path), text });
    }
    expect(textsOf(await readMessages(db, 'loop/said', 10))).toEqual(['first', 'second']);
    expect(textsOf(await readMessages(db, 'loop/said', 1))).toEqual(['second']);
  });

  it('is found by its time, whatever the room', async () => {
    const [last] = await readMessages(connection.db, 'loop/said', 1);
    const before = new Date((last?.createdAt.getTime() ?? 0) - 1);
    expect(textsOf(await readMessagesAfter(connection.db, before, 10))).toContain('second');
  });
});

describe('a question', () => {
  it('keeps the people who were found when it was asked first', async () => {
    const { db } = connection;
    expect(await saveQuestion(db, question('loop/asked'), leads)).toEqual(leads);
    const changed = { users: ['@eve'], level: 0 };
    expect(await saveQuestion(db, question('loop/asked'), changed)).toEqual(leads);
    expect(await readMessages(db, 'loop/asked', 10)).toMatchObject([{ kind: 'ask', electorate: leads, need: 2 }]);
  });

  it('has a number no other has, also when many are asked at once', async () => {
    const { db } = connection;
    const runs = Array.from({ length: 12 }, (_, index) => `loop/many-${index}`);
    await Promise.all([...runs, ...runs].map((run) => saveQuestion(db, question(run), leads)));
    const rows = await Promise.all(runs.map((run) => readMessages(db, run, 10)));
    const numbers = rows.flat().map(({ number }) => number ?? 0);
    expect(new Set(numbers).size).toBe(runs.length);
    expect(await findQuestion(db, numbers[0] ?? 0)).toMatchObject({ run: 'loop/many-0' });
  });

  it.each<[string, StepStatus | null, RunStatus | null, boolean]>([
    ['as long as nothing else is known of it', null, null, true],
    ['while its step waits', 'running', 'running', true],
    ['until its step is decided', 'completed', 'running', false],
    ['until its ELSE stands for it', 'replaced', 'running', false],
    ['until its run is over', 'running', 'failed', false],
  ])('is open %s', async (title, step, run, open) => {
    const { db } = connection;
    const workflowId = `loop/${title}`;
    const at = new Date('2026-11-23T03:00:00Z');
    await saveQuestion(db, question(workflowId), leads);
    if (run !== null) await projectRun(db, begun(workflowId, { status: run, startedAt: at }));
    if (step !== null) {
      const told = { workflowId, path: 'ok', status: step, attempts: 0, startedAt: at, endedAt: null, error: null };
      await projectStep(db, told);
    }
    const found = await readOpenQuestions(db, { run: workflowId, limit: 10 });
    expect(found.map(({ path }) => path)).toEqual(open ? ['ok'] : []);
  });
});

describe('old messages', () => {
  it('are deleted by the statement operators are told, but not those of runs that go on', async () => {
    const { db } = connection;
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'OPERATING.md'), 'utf8');
    const [, statement = ''] = /```sql\n(.*?)```/s.exec(page) ?? [];
    const at = new Date('2020-01-01T00:00:00Z');
    for (const [run, status] of [
      ['loop/long-over', 'completed'],
      ['loop/goes-on', 'running'],
    ] as const) {
      await saveSaying(db, { ...by(run, '1.say'), text: 'old' });
      await projectRun(db, begun(run, { status, startedAt: at }));
    }
    await db.update(roomMessages).set({ createdAt: at }).where(eq(roomMessages.text, 'old'));
    await db.execute(statement);
    expect(await readMessages(db, 'loop/long-over', 10)).toEqual([]);
    expect(await readMessages(db, 'loop/goes-on', 10)).toHaveLength(1);
  });
});

describe('announcements', () => {
  it('name the message', async () => {
    const heard = new Promise<string>((resolve) => {
      const stop = listenToMessages(
        databaseUrl,
        (key) => {
          if (key.includes('loop/heard')) void stop.then((end) => end()).then(() => resolve(key));
        },
        () => undefined,
      );
      void stop.then(() => saveSaying(connection.db, { ...by('loop/heard', '1.say'), text: 'news' }));
    });
    expect(JSON.parse(await heard)).toEqual({ workflowId: 'loop/heard', path: '1.say' });
  });
});
