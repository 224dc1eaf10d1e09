/**
 * Every code a person can meet: whether a retry may help, what it means, and what to do when the error brings no hint
 * of its own. docs/ERRORS.md is made from this table and a test compares the two.
 */
export interface CodeEntry {
  readonly retry: boolean;
  readonly meaning: string;
  readonly hint: string;
}

const final = (meaning: string, hint: string): CodeEntry => ({ retry: false, meaning, hint });
const passing = (meaning: string, hint: string): CodeEntry => ({ retry: true, meaning, hint });

export const codes = {
  'internal.unexpected': passing(
    'Something broke that HoloLoom has no name for.',
    'Run "hololoom doctor", then report the message with the log it names.',
  ),
  'command.unknown': final('No command has this name.', 'Type "help" to see the commands.'),
  'command.bad_arguments': final(
    'The words after the command do not fit it.',
    'Type "help COMMAND" for its arguments.',
  ),
  'loop.expression_failed': final(
    'An expression of a loop could not be worked out for the values of this run.',
    'Look at the step the message names and at the values before it.',
  ),
} as const satisfies Record<string, CodeEntry>;
