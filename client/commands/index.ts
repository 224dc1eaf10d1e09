import { cancelCommand } from './cancel.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { helpCommand, versionCommand } from './help.ts';
import { marketCommand, marketPublishCommand, marketShowCommand } from './market.ts';
import { planCommand } from './plan.ts';
import { runCommand } from './run.ts';
import { runsCommand } from './runs.ts';
import { statusCommand } from './status.ts';
import { lspCommand, migrateCommand, quitCommand, upCommand, workerCommand } from './terminal.ts';
import { watchCommand } from './watch.ts';

/** Every command, in the order help lists them. */
export const commands: readonly Command[] = [
  runCommand,
  runsCommand,
  statusCommand,
  watchCommand,
  cancelCommand,
  checkCommand,
  planCommand,
  marketCommand,
  marketShowCommand,
  marketPublishCommand,
  doctorCommand,
  helpCommand,
  versionCommand,
  upCommand,
  workerCommand,
  migrateCommand,
  lspCommand,
  quitCommand,
];
