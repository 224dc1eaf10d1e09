import { type RoomMessageRow, readOpenQuestions } from '../../db/read/messages.ts';
import { limits } from '../../domain/limits.ts';
import type { OpenQuestion, RunMessage } from '../../domain/run.ts';
import { pathFromRun } from '../../domain/run-ids.ts';
import type { Doors } from './connection.ts';
import { runningIn } from './running.ts';
import { votesFor } from './votes.ts';

/** A question with what is needed to answer it. */
export interface AskedQuestion extends OpenQuestion {
  /** The workflow that takes the answer. */
  readonly askedBy: string;
  /** Path of the ASK in that workflow. */
  readonly stepPath: string;
  readonly plan: string;
}

/** Asked in a room or by runs of it, or by one run; both left out mean all. */
interface Where {
  readonly room?: string;
  readonly run?: string;
}

/** A row as a question, its votes not asked for. */
export function askedQuestion(row: RoomMessageRow): AskedQuestion {
  return {
    run: row.run,
    path: pathFromRun(row.workflowId, row.path),
    room: row.room,
    number: row.number ?? 0,
    text: row.text,
    choices: row.choices ?? [],
    users: row.electorate?.users ?? null,
    level: row.electorate?.level ?? 0,
    need: row.need ?? 1,
    votes: null,
    deadline: row.deadline?.toISOString() ?? null,
    askedAt: row.createdAt.toISOString(),
    askedBy: row.saidBy,
    stepPath: row.path,
    plan: row.plan ?? '',
  };
}

/** The same without what only this side needs to know. */
export function openQuestion({
  askedBy: _askedBy,
  stepPath: _stepPath,
  plan: _plan,
  ...question
}: AskedQuestion): OpenQuestion {
  return question;
}

export function runMessage(row: RoomMessageRow): RunMessage {
  const { kind, speaker, room, text } = row;
  const said = { kind, path: pathFromRun(row.workflowId, row.path), room, text, at: row.createdAt.toISOString() };
  return speaker === null ? said : { ...said, speaker };
}

/**
 * Questions that wait for an answer, oldest first. The projection says which are undecided; Temporal, which of the
 * workflows that asked still run, since one that was terminated could not say so, and of which room they are.
 */
export async function askedQuestions(doors: Doors, { room, run }: Where): Promise<AskedQuestion[]> {
  const rows = await readOpenQuestions(doors.db, { run, limit: limits.questionsShownMax });
  const askers = [...new Set(rows.map(({ saidBy }) => saidBy))];
  const roomOf = new Map(
    await Promise.all(askers.map(async (asker) => [asker, (await runningIn(doors, asker)) ?? null] as const)),
  );
  return rows
    .filter((row) => {
      const home = roomOf.get(row.saidBy) ?? null;
      return home !== null && (room === undefined || row.room === room || home === room);
    })
    .map(askedQuestion);
}

/** What waits for an answer, with the votes there are. */
export async function openQuestions(doors: Doors, where: Where): Promise<OpenQuestion[]> {
  const asked = await askedQuestions(doors, where);
  return Promise.all(
    asked.map(async (question) => openQuestion({ ...question, votes: await votesFor(doors, question) })),
  );
}
