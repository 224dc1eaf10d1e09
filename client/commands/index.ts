import { askCommand, collaborateCommand, reactCommand, routeCommand } from './agents/asking.ts';
import { agentsCommand, agentsRegisterCommand, agentsRetireCommand, agentsShowCommand } from './agents/registry.ts';
import { answerCommand, approveCommand, rejectCommand, withdrawCommand } from './answer.ts';
import { auditVerifyCommand } from './audit.ts';
import { botRegistrationCommand } from './bot-registration.ts';
import { cancelCommand } from './cancel.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { emitCommand } from './emit.ts';
import { formatCommand } from './format.ts';
import { helpCommand, versionCommand } from './help.ts';
import { marketAuditCommand, marketExportCommand, marketImportCommand } from './market/bundles.ts';
import { marketInstallCommand, marketUninstallCommand, marketUpdateCommand } from './market/changes.ts';
import {
  marketGenerationsCommand,
  marketInstalledCommand,
  marketOutdatedCommand,
  marketRollbackCommand,
  marketSettingsCommand,
} from './market/installed.ts';
import { keyListCommand, keyNewCommand, keyRotateCommand } from './market/keys.ts';
import { marketDeprecateCommand, marketRestoreCommand, marketYankCommand } from './market/marks.ts';
import { marketPublishCommand, marketShowCommand } from './market/packages.ts';
import { marketRateCommand, marketReviewsCommand, marketStatsCommand, marketVerifyCommand } from './market/ratings.ts';
import {
  marketPushCommand,
  registryCommand,
  registryTokenListCommand,
  registryTokenNewCommand,
  registryTokenRevokeCommand,
} from './market/registry.ts';
import { marketCommand, marketSearchCommand } from './market/search.ts';
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
import { configCommand, configResetCommand, configSetCommand, whoamiCommand } from './room.ts';
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
  withdrawCommand,
  emitCommand,
  askCommand,
  collaborateCommand,
  routeCommand,
  reactCommand,
  agentsCommand,
  agentsShowCommand,
  agentsRegisterCommand,
  agentsRetireCommand,
  checkCommand,
  formatCommand,
  planCommand,
  tryCommand,
  replayCheckCommand,
  marketCommand,
  marketSearchCommand,
  marketShowCommand,
  marketInstallCommand,
  marketInstalledCommand,
  marketOutdatedCommand,
  marketUpdateCommand,
  marketRollbackCommand,
  marketGenerationsCommand,
  marketUninstallCommand,
  marketSettingsCommand,
  marketReviewsCommand,
  marketRateCommand,
  marketStatsCommand,
  marketPublishCommand,
  marketPushCommand,
  marketYankCommand,
  marketDeprecateCommand,
  marketRestoreCommand,
  marketExportCommand,
  marketImportCommand,
  marketAuditCommand,
  keyNewCommand,
  keyListCommand,
  keyRotateCommand,
  marketVerifyCommand,
  qualityPredictCommand,
  qualityStatsCommand,
  qualityInsightsCommand,
  qualityLearnCommand,
  qualityEvaluateCommand,
  qualitySimulateCommand,
  qualityRebuildCommand,
  registryCommand,
  registryTokenNewCommand,
  registryTokenListCommand,
  registryTokenRevokeCommand,
  scheduleListCommand,
  scheduleAddCommand,
  schedulePauseCommand,
  scheduleResumeCommand,
  scheduleRemoveCommand,
  configCommand,
  configSetCommand,
  configResetCommand,
  whoamiCommand,
  auditVerifyCommand,
  doctorCommand,
  helpCommand,
  versionCommand,
  upCommand,
  workerCommand,
  botCommand,
  botRegistrationCommand,
  migrateCommand,
  practiceCommand,
  lspCommand,
  quitCommand,
];
