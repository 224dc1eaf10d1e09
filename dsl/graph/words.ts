import { durationExpressionSource, durationSource, expressionSource } from '../expression-source.ts';
import {
  type Expression,
  type Plan,
  type PlannedBranch,
  type PlannedCall,
  type PlannedStep,
  plannedTool,
} from '../plan.ts';

/** What a call does to the world: the icon of its node. */
export function effectOf({ tool }: PlannedCall, plan: Plan): 'read' | 'write' | 'prompt' {
  const found = plannedTool(plan, tool);
  return found?.implementation.kind === 'prompt' ? 'prompt' : (found?.effect ?? 'write');
}

/** Words with which a step begins that is no call and no value. */
const keywords: Readonly<Partial<Record<PlannedStep['kind'], string>>> = {
  ask: 'ASK',
  collaborate: 'COLLABORATE',
  fail: 'FAIL',
  for: 'FOR',
  if: 'IF',
  race: 'FIRST',
  repeat: 'REPEAT',
  return: 'RETURN',
  say: 'SAY',
  wait: 'WAIT',
  wait_for: 'WAIT FOR',
  wait_until: 'WAIT UNTIL',
};

/** The name of a step, or the word it begins with, or the tool it calls. */
export function titleOf(step: PlannedStep, plan: Plan): string {
  if (step.name !== null) return step.name.slice(step.name.lastIndexOf('.') + 1);
  if (step.kind === 'call') return plannedTool(plan, step.tool)?.name ?? step.tool;
  if (step.kind === 'loop') return step.loop;
  return keywords[step.kind] ?? 'value';
}

/** What a step does, without its name and clauses; without a name the word it begins with is its title already. */
export function wordsOf(step: PlannedStep, plan: Plan): string {
  const keyword = step.name === null ? undefined : keywords[step.kind];
  return `${keyword === undefined ? '' : `${keyword} `}${ownWords(step, plan)}`;
}

function ownWords(step: PlannedStep, plan: Plan): string {
  switch (step.kind) {
    case 'call':
      return callWords(step, plan);
    case 'loop':
      return `${loopWords(step)}(${argumentWords(step.arguments)})`;
    case 'value':
    case 'return':
      return expressionSource(step.value);
    case 'if':
      return expressionSource(step.branches[0]?.test ?? { t: 'literal', value: true });
    case 'wait':
      return durationExpressionSource(step.forMs);
    case 'wait_until':
      return expressionSource(step.until);
    case 'fail':
      return expressionSource(step.message);
    case 'say':
      return `${expressionSource(step.text)}${option('IN', step.room)}`;
    case 'ask': {
      const need = step.need === 1 ? '' : ` NEED ${step.need}`;
      const choices = option('CHOICES', step.choices);
      const who = `${option('IN', step.room)}${option('FROM', step.from)}${need}`;
      return `${expressionSource(step.question)}${who}${choices}${within(step.withinMs)}`;
    }
    case 'wait_for':
      return `"${step.event}"${option('WHERE', step.where)}${within(step.withinMs)}`;
    case 'collaborate': {
      const quorum = step.quorum === null ? '' : ` QUORUM ${step.quorum}`;
      return `${expressionSource(step.question)}${option('WITH', step.roles)}${quorum}${within(step.withinMs)}`;
    }
    case 'for': {
      const first = step.first === null ? '' : ` FIRST ${step.first}`;
      const keep = step.keepGoing ? ' KEEP GOING' : '';
      return `${step.variable} IN ${expressionSource(step.of)} MAX ${step.atOnce}${first}${keep}`;
    }
    case 'repeat': {
      const every = step.everyMs === null ? '' : ` EVERY ${durationExpressionSource(step.everyMs)}`;
      return `MAX ${step.roundsMax}${every} UNTIL ${expressionSource(step.until)}`;
    }
    case 'race':
      return step.need === 1 ? 'one that is done' : `${step.need} that are done`;
  }
}

/** `team/notify_all@2.3.0`, where the package is called as its loop is. */
function loopWords({ loop, from }: Extract<PlannedStep, { kind: 'loop' }>): string {
  if (from === null) return loop;
  return from.startsWith(`${loop}@`) ? from : `${loop} of ${from}`;
}

/** When a branch runs; the test of the first one is in the words of its IF. */
export function branchWords({ test }: PlannedBranch, at: number): string {
  if (at === 0) return 'then';
  return test === null ? 'else' : `else if ${expressionSource(test)}`;
}

/** The clauses of a step, a few words each. */
export function tagsOf({ when, timeoutMs, retry, otherwise, undo }: PlannedStep, plan: Plan): readonly string[] {
  return [
    ...(when === undefined ? [] : [`WHEN ${expressionSource(when)}`]),
    ...(timeoutMs === undefined ? [] : [`TIMEOUT ${durationExpressionSource(timeoutMs)}`]),
    ...(retry === undefined ? [] : [`RETRY ${retry.triesMax} EVERY ${durationSource(retry.everyMs)}`]),
    ...(otherwise === undefined ? [] : [`ELSE ${expressionSource(otherwise)}`]),
    ...(undo === undefined ? [] : [`UNDO ${callWords(undo, plan)}`]),
  ];
}

export function callWords({ tool, arguments: given }: PlannedCall, plan: Plan): string {
  return `${plannedTool(plan, tool)?.name ?? tool}(${argumentWords(given)})`;
}

/** Arguments as they are written: by position their values say enough. */
function argumentWords(given: readonly (readonly [string, Expression])[]): string {
  return given.map(([, value]) => expressionSource(value)).join(', ');
}

const option = (word: string, value: Expression | null): string =>
  value === null ? '' : ` ${word} ${expressionSource(value)}`;
const within = (value: Expression | null): string =>
  value === null ? '' : ` WITHIN ${durationExpressionSource(value)}`;
