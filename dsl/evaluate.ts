import type { Json } from '../domain/json.ts';
import { limits } from '../domain/limits.ts';
import { fieldOf, itemOf } from './evaluation/access.ts';
import { Budget, measure } from './evaluation/budget.ts';
import { fail } from './evaluation/failure.ts';
import type { Surroundings } from './evaluation/function.ts';
import { functions } from './evaluation/functions.ts';
import { kindOf } from './evaluation/kinds.ts';
import { applyOperator, truth } from './evaluation/operators.ts';
import { expressionText } from './expression-text.ts';
import type { Expression } from './plan.ts';

export type { Surroundings } from './evaluation/function.ts';

/**
 * Works an expression out. Pure and bounded: it reads own properties of plain JSON and nothing else, and stops at
 * `limits.expressionOperationsMax`, `expressionDepthMax` and `expressionCharactersMax`, so that a published program
 * cannot hold a worker up. Part of every run's history: the same expression and scope give the same value for ever.
 * @param scope values by name: inputs, results of steps by their path
 * @param surroundings the time and the dice of the run; null where no run is
 * @throws LoomError `loop.expression_failed`, final, saying which part could not be worked out and why
 */
export function evaluate(
  expression: Expression,
  scope: ReadonlyMap<string, Json>,
  surroundings: Surroundings | null = null,
): Json {
  const value = new Evaluation(scope, surroundings).workOut(expression, null, 0);
  measure(value, handsOn(expression) ? limits.handedOnCharactersMax : limits.expressionCharactersMax);
  return value;
}

/** Whether an expression only hands on values that are there: results of tools may be larger than what loops work out. */
function handsOn(expression: Expression): boolean {
  switch (expression.t) {
    case 'name':
    case 'literal':
      return true;
    case 'field':
      return handsOn(expression.of);
    case 'index':
      return handsOn(expression.of) && handsOn(expression.at);
    case 'choice':
      return handsOn(expression.yes) && handsOn(expression.no);
    case 'binary':
      return expression.operator === '??' && handsOn(expression.left) && handsOn(expression.right);
    case 'list':
      return expression.items.every(handsOn);
    case 'object':
      return expression.fields.every(([, part]) => handsOn(part));
    default:
      return false;
  }
}

/** The names that functions give while they work, innermost first. */
interface Given {
  readonly name: string;
  readonly value: Json;
  readonly outer: Given | null;
}

class Evaluation {
  readonly #scope: ReadonlyMap<string, Json>;
  readonly #surroundings: Surroundings | null;
  readonly #budget = new Budget();

  constructor(scope: ReadonlyMap<string, Json>, surroundings: Surroundings | null) {
    this.#scope = scope;
    this.#surroundings = surroundings;
  }

  workOut(expression: Expression, given: Given | null, depth: number): Json {
    this.#budget.spend(1);
    if (depth > limits.expressionDepthMax) {
      fail(
        `The expression is nested deeper than ${limits.expressionDepthMax} levels.`,
        'Give parts of it steps of their own.',
      );
    }
    const inner = (part: Expression): Json => this.workOut(part, given, depth + 1);

    switch (expression.t) {
      case 'literal':
        return expression.value;
      case 'name':
        return this.#named(expression.name, given);
      case 'list':
        return expression.items.map(inner);
      case 'object':
        // fromEntries defines own properties, whatever their names are; assignment would not.
        return Object.fromEntries(expression.fields.map(([name, part]) => [name, inner(part)]));
      case 'field':
        return fieldOf(
          inner(expression.of),
          expression.name,
          expressionText(expression.of),
          expression.optional === true,
        );
      case 'index':
        return itemOf(inner(expression.of), inner(expression.at), expressionText(expression.of));
      case 'template':
        return this.#budget.text(expression.parts.map((part) => this.#budget.shown(inner(part))));
      case 'unary':
        return applySign(expression.operator, inner(expression.of));
      case 'binary':
        return this.#binary(expression, inner);
      case 'choice':
        return inner(truth(inner(expression.test), 'What stands before "?"') ? expression.yes : expression.no);
      case 'apply':
        return this.#apply(expression, given, depth);
      default:
        return fail(
          `This worker does not know expressions of kind "${String((expression as { t?: unknown }).t)}".`,
          'Update the workers of HoloLoom.',
        );
    }
  }

  #named(name: string, given: Given | null): Json {
    for (let each = given; each !== null; each = each.outer) if (each.name === name) return each.value;
    const value = this.#scope.get(name);
    if (value !== undefined) return value;
    return fail(
      `Nothing called "${name}" has a value here.`,
      'Publish the program again; its plan does not fit this run.',
    );
  }

  /** `?? && ||` look at their right side only when the left one leaves it open. */
  #binary({ operator, left, right }: Extract<Expression, { t: 'binary' }>, inner: (part: Expression) => Json): Json {
    const value = inner(left);
    if (operator === '??') return value ?? inner(right);
    if (operator === '&&' || operator === '||') {
      const decided = truth(value, `"${operator}"`) === (operator === '||');
      return decided ? value : truth(inner(right), `"${operator}"`);
    }
    return applyOperator(operator, value, inner(right), this.#budget);
  }

  #apply(expression: Extract<Expression, { t: 'apply' }>, given: Given | null, depth: number): Json {
    const { name, each } = expression;
    const found = functions.get(name);
    if (found === undefined) {
      return fail(`This worker does not know the function ${name}().`, 'Update the workers of HoloLoom.');
    }
    const values = expression.arguments.map((part) => this.workOut(part, given, depth + 1));
    return found.apply(values, {
      name,
      budget: this.#budget,
      surroundings: this.#surroundings,
      each: (item) => {
        if (each === undefined) return fail(`${name}() was given no function.`, 'Write one: item => value.');
        return this.workOut(each.body, { name: each.parameter, value: item, outer: given }, depth + 1);
      },
    });
  }
}

function applySign(operator: '!' | '-', value: Json): Json {
  if (operator === '!') return !truth(value, '"!"');
  if (typeof value === 'number') return 0 - value;
  return fail(`"-" wants a number, and got ${kindOf(value)}.`, 'Look at the value behind it.');
}
