import { answerCommand, approveCommand, rejectCommand } from './answer.ts';
import { cancelCommand } from './cancel.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { emitCommand } from './emit.ts';
import { formatCommand } from './format.ts';
import { helpCommand, versionCommand } from './help.ts';
import { marketRateCommand, marketReviewsCommand, marketStatsCommand, marketVerifyCommand } from './market/ratings.ts';
import { marketCommand, marketSearchCommand } from './market/search.ts';
import { marketPublishCommand, marketShowCommand } from './market.ts';
import { planCommand } from './plan.ts';
import { qualityEvaluateCommand, qualitySimulateCommand } from './quality/evaluate.ts';
import {
  qualityInsightsCommand,
  qualityLearnCommand,
  qualityPredictCommand,
  qualityRebuildCommand,
  qualityStatsCommand,
} from './quality/room.ts';
import { questionsCommand } from './questions.ts';
import { replayCheckCommand } from './replay-check.ts';
import { resumeCommand } from './resume.ts';
import { runCommand } from './run.ts';
import { runsCommand } from './runs.ts';
import {
  scheduleAddCommand,
  scheduleListCommand,
  schedulePauseCommand,
  scheduleRemoveCommand,
  scheduleResumeCommand,
} from './schedule.ts';
import { statusCommand } from './status.ts';
import {
  botCommand,
  lspCommand,
  migrateCommand,
  practiceCommand,
  quitCommand,
  upCommand,
  workerCommand,
} from './terminal.ts';
import { tryCommand } from './try.ts';
import { watchCommand } from './watch.ts';

/** Every command, in the order help lists them. */
export const commands: readonly Command[] = [
  runCommand,
  runsCommand,
  statusCommand,
  watchCommand,
  cancelCommand,
  resumeCommand,
  questionsCommand,
  answerCommand,
  approveCommand,
  rejectCommand,
  emitCommand,
  checkCommand,
  formatCommand,
  planCommand,
  tryCommand,
  replayCheckCommand,
  marketCommand,
  marketSearchCommand,
  marketShowCommand,
  marketReviewsCommand,
  marketRateCommand,
  marketStatsCommand,
  marketPublishCommand,
  marketVerifyCommand,
  qualityPredictCommand,
  qualityStatsCommand,
  qualityInsightsCommand,
  qualityLearnCommand,
  qualityEvaluateCommand,
  qualitySimulateCommand,
  qualityRebuildCommand,
  scheduleListCommand,
  scheduleAddCommand,
  schedulePauseCommand,
  scheduleResumeCommand,
  scheduleRemoveCommand,
  doctorCommand,
  helpCommand,
  versionCommand,
  upCommand,
  workerCommand,
  botCommand,
  migrateCommand,
  practiceCommand,
  lspCommand,
  quitCommand,
];
