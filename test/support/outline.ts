import type { Expression, PlannedStep } from '../../dsl/plan.ts';
import { stepsInside } from '../../dsl/plan.ts';

/** Each step as `path = what it does CLAUSES <- what it waits for`, those inside of others behind an arrow. */
export function outline({ steps }: { readonly steps: readonly PlannedStep[] }): string[] {
  return steps.flatMap((step) => {
    const line = `${step.path} = ${given(step)}${clausesOf(step)} <- ${step.after.join(' ') || 'nothing'}`;
    return [line, ...outline({ steps: stepsInside(step) }).map((inner) => `> ${inner}`)];
  });
}

function clausesOf({ when, timeoutMs, retry, otherwise, undo }: PlannedStep): string {
  const all = [
    when === undefined ? '' : ` WHEN ${written(when)}`,
    timeoutMs === undefined ? '' : ` TIMEOUT ${written(timeoutMs)}`,
    retry === undefined ? '' : ` RETRY ${retry.triesMax} ${retry.everyMs} ${retry.backoff}`,
    otherwise === undefined ? '' : ` ELSE ${written(otherwise)}`,
    undo === undefined ? '' : ` UNDO ${callOf(undo.tool, undo.arguments)}`,
  ];
  return all.join('');
}

function given(step: PlannedStep): string {
  switch (step.kind) {
    case 'call':
      return callOf(step.tool, step.arguments);
    case 'loop':
      return callOf(step.from === null ? `own ${step.loop}` : step.loop, step.arguments);
    case 'value':
    case 'return':
      return written(step.value);
    case 'if':
      return `if ${step.branches.map(({ test }) => (test === null ? 'else' : written(test))).join(', ')}`;
    case 'wait':
      return `wait ${written(step.forMs)}`;
    case 'wait_until':
      return `until ${written(step.until)}`;
    case 'fail':
      return `fail ${written(step.message)}`;
    case 'for': {
      const { variable, of, atOnce, first, keepGoing, body } = step;
      const options = `max ${atOnce}${first === null ? '' : ` first ${first}`}${keepGoing ? ' on' : ''}`;
      return `for ${variable} in ${written(of)} ${options} yield ${written(body.yields)}`;
    }
    case 'repeat': {
      const every = option('every', step.everyMs);
      return `repeat ${step.roundsMax}${every} yield ${written(step.body.yields)} until ${written(step.until)}`;
    }
    case 'race':
      return `first ${step.need}`;
    case 'ask': {
      const { question, room, from, need, choices, withinMs, gate } = step;
      const options = [option('in', room), option('from', from), option('of', choices), option('within', withinMs)];
      return `${gate ? 'gate' : 'ask'} ${written(question)} need ${need}${options.join('')}`;
    }
    case 'say':
      return `say ${written(step.text)}${option('in', step.room)}`;
    case 'wait_for':
      return `wait for ${step.event}${option('where', step.where)}${option('within', step.withinMs)}`;
    case 'collaborate': {
      const options = `${option('with', step.roles)}${option('within', step.withinMs)}`;
      return `collaborate ${written(step.question)}${step.quorum === null ? '' : ` quorum ${step.quorum}`}${options}`;
    }
  }
}

const option = (word: string, value: Expression | null): string => (value === null ? '' : ` ${word} ${written(value)}`);

function callOf(tool: string, all: readonly (readonly [string, Expression])[]): string {
  return `${tool}(${all.map(([name, value]) => `${name}: ${written(value)}`).join(', ')})`;
}

/** An expression in a few words; texts with holes show the holes alone. */
export function written(expression: Expression): string {
  switch (expression.t) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'name':
      return expression.name;
    case 'field':
      return `${written(expression.of)}${expression.optional ? '?.' : '.'}${expression.name}`;
    case 'binary':
      return `${written(expression.left)} ${expression.operator} ${written(expression.right)}`;
    case 'object':
      return `{${expression.fields.map(([name, value]) => `${name}: ${written(value)}`).join(', ')}}`;
    case 'list':
      return `[${expression.items.map(written).join(', ')}]`;
    case 'template':
      return `"${expression.parts.map((part) => (part.t === 'literal' ? '…' : `{${written(part)}}`)).join('')}"`;
    case 'apply':
      return `${expression.name}(${expression.arguments.map(written).join(', ')}${expression.each === undefined ? '' : ', …'})`;
    case 'index':
      return `${written(expression.of)}[${written(expression.at)}]`;
    case 'choice':
      return `${written(expression.test)} ? ${written(expression.yes)} : ${written(expression.no)}`;
    case 'unary':
      return `${expression.operator}${written(expression.of)}`;
  }
}
