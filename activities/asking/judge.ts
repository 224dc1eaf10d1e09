import { Context } from '@temporalio/activity';
import type { Database } from '../../db/connection.ts';
import { readJudged, readQuestionsWithAnswer, readUsualQuality } from '../../db/read/interactions.ts';
import { LoomError } from '../../domain/errors.ts';
import type { Judgement } from '../../domain/interaction.ts';
import { guardsOf } from '../../domain/quality-score/guards.ts';
import { judgeByRules } from '../../domain/quality-score/heuristic-judge.ts';
import {
  calibrateJudge,
  meaningOf,
  noLengthRecord,
  withLength,
  withoutLength,
} from '../../domain/quality-score/judge-record.ts';
import { qualityOf } from '../../domain/quality-score/score.ts';
import { wordsOf } from '../../domain/words.ts';
import { withHeartbeats } from '../heartbeat.ts';
import type { AskingDeps } from './respond.ts';
import { accountOf, askingWorkflow } from './work-name.ts';

/** An answer that is to be judged. */
export interface Judged {
  readonly workspace: string;
  readonly field: string;
  readonly question: string;
  readonly context: string;
  readonly answer: string;
  readonly sources: readonly string[];
  readonly confidence: number;
}

interface Verdict {
  readonly judge: string;
  readonly scores: readonly number[];
}

/** How good an answer seems before anybody has said anything: rules first, then a judge, then what is usual. */
export const judgeAnswer =
  ({ db, agents }: AskingDeps) =>
  async (judged: Judged): Promise<Judgement> => {
    const { workspace, field, question, context, answer } = judged;
    const others = await readQuestionsWithAnswer(db, { workspace, answer, except: askingWorkflow() });
    const guards = guardsOf({ question, context, answer, saidElsewhere: unlike(question, others) });
    const verdict = guards.length > 0 ? { judge: 'rules', scores: [] } : await verdictOf({ db, agents }, judged);
    const usual = await readUsualQuality(db, workspace, field);
    const score = qualityOf({
      usual,
      asker: '',
      reactions: [],
      askedAgain: false,
      solved: false,
      judged: verdict.scores,
      guards,
    });
    return { ...verdict, guards, ...score };
  };

async function verdictOf({ db, agents }: AskingDeps, judged: Judged): Promise<Verdict> {
  const { workspace, question, answer } = judged;
  const byRules = (): Verdict => ({ judge: 'rules', scores: [judgeByRules(judged).score] });
  if (agents.judge === undefined) return byRules();
  const judge = agents.judge.bind(agents);
  const signal = Context.current().cancellationSignal;
  try {
    const verdict = await withHeartbeats(() => judge({ question, answer, account: accountOf(workspace), signal }));
    return { judge: verdict.judge, scores: await corrected(db, workspace, verdict.judge, answer, verdict.scores) };
  } catch (error) {
    // A model that cannot grade is no reason not to answer.
    if (LoomError.from(error).code !== 'agent.bad_answer') throw error;
    return byRules();
  }
}

/** A model's scores without what is length alone in them, and as what its record says they mean to people. */
async function corrected(
  db: Database,
  workspace: string,
  judge: string,
  answer: string,
  scores: readonly number[],
): Promise<readonly number[]> {
  const record = await readJudged(db, workspace, judge);
  const length = record.reduce((sum, { characters, judged }) => withLength(sum, characters, judged), noLengthRecord);
  const stairs = calibrateJudge(record.flatMap(({ judged, people }) => (people === null ? [] : [{ judged, people }])));
  return scores.map((score) => meaningOf(withoutLength(score, answer.length, length), stairs));
}

/** How many questions have no word in common with this one. */
function unlike(question: string, others: readonly string[]): number {
  const words = new Set(wordsOf(question));
  return others.filter((other) => !wordsOf(other).some((word) => words.has(word))).length;
}
