import { BlockOrder } from '../../../dsl/block-order.ts';
import type { Expression, PlannedStep } from '../../../dsl/plan.ts';
import { Dice, type Made, type Place, type PlanMaker, type Seed } from './plan-maker.ts';

type Kind = PlannedStep['kind'];

const leaves: readonly (readonly [Kind, number])[] = [
  ['call', 16],
  ['loop', 3],
  ['value', 3],
  ['wait', 3],
  ['wait_until', 1],
  ['ask', 4],
  ['say', 2],
  ['wait_for', 3],
  ['collaborate', 1],
  ['fail', 2],
  ['return', 2],
];
const leafKinds = leaves.flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));
const controlKinds: readonly Kind[] = ['if', 'if', 'for', 'for', 'for', 'repeat', 'race', 'race'];
const failing: readonly Kind[] = [
  'call',
  'loop',
  'value',
  'wait',
  'wait_until',
  'ask',
  'wait_for',
  'collaborate',
  'for',
  'repeat',
  'race',
];
const timed: readonly Kind[] = ['call', 'loop', 'wait', 'wait_until', 'collaborate', 'if', 'for', 'repeat', 'race'];

export const literal = (value: string | number | boolean | null | readonly (number | string)[]): Expression => ({
  t: 'literal',
  value,
});

/** Makes one line out of a seed. */
export class LineMaker {
  readonly #maker: PlanMaker;
  readonly #inside: Seed['inside'];
  readonly #place: Place;
  readonly #dice: Dice;
  readonly #mentioned = new Set<string>();
  /** Mentioned by lines inside that wait for it themselves. */
  readonly #mentionedInside = new Set<string>();

  constructor(maker: PlanMaker, seed: Seed, place: Place) {
    this.#maker = maker;
    this.#inside = seed.inside;
    this.#place = place;
    this.#dice = new Dice(seed.numbers);
  }

  make(): Made {
    const { order, prefix, where, reuse = [] } = this.#place;
    const kind = this.#kind();
    const canName = !['fail', 'return', 'say'].includes(kind);
    const named = canName && (kind === 'value' || where === 'race' || !this.#dice.oneIn(4));
    const taken = named && where === 'steps' && this.#dice.oneIn(4) ? reuse[0] : undefined;
    const name = named ? (taken?.slice(prefix.length) ?? `s${this.#maker.next()}`) : null;
    const path = prefix + (name ?? `${this.#maker.next()}.${kind}`);
    const clauses = this.#clauses(kind, path);
    const wanted = this.#dice.oneIn(5) ? [this.#name()] : [];
    const doing = this.#doing(kind, path, named);
    this.#mentioned.delete(path);
    const above = order.above(!named);
    const placed = order.orderOf([...this.#mentioned, ...wanted, ...above]);
    const { branches, names } = kind === 'if' ? this.#branches(placed.wave) : { branches: undefined, names: [] };
    const base = { kind, path, name, line: 1, source: path };
    const step = { ...base, ...doing, ...(branches && { branches }), ...clauses, ...placed } as PlannedStep;
    order.made(path, placed.wave, names);
    order.endLine(path, !named && kind !== 'say');
    return {
      steps: [step],
      names: named ? [...names, path] : names,
      mentioned: new Set([...this.#mentioned, ...this.#mentionedInside, ...wanted]),
    };
  }

  #kind(): Kind {
    const { where } = this.#place;
    if (this.#inside.length > 0) {
      const kind = controlKinds[this.#dice.roll(controlKinds.length)] ?? 'if';
      return kind === 'if' && where === 'race' ? 'for' : kind;
    }
    const kind = leafKinds[this.#dice.roll(leafKinds.length)] ?? 'call';
    const allowed = {
      steps: true,
      body: kind !== 'return',
      race: !['return', 'fail', 'say'].includes(kind),
      'on error': !['return', 'fail'].includes(kind),
    };
    return allowed[where] ? kind : 'call';
  }

  #doing(kind: Kind, path: string, named: boolean): object {
    switch (kind) {
      case 'call':
        return { tool: this.#dice.oneIn(2) ? 'file/write' : 'file/fetch', arguments: [['x', this.#expression()]] };
      case 'loop':
        return { loop: `loop_${path}`, from: 'inner@1.0.0', planHash: 'hash', arguments: [['x', this.#expression()]] };
      case 'value':
      case 'return':
        return { value: this.#expression() };
      case 'wait':
        return { forMs: this.#duration() };
      case 'wait_until':
        return { until: { t: 'binary', operator: '+', left: literal(1_700_000_000_000), right: this.#duration() } };
      case 'fail':
        return { message: literal('as planned') };
      case 'say':
        return { text: this.#expression(), room: this.#dice.oneIn(2) ? literal('#dev') : null };
      case 'ask':
        return this.#question(!named);
      case 'wait_for':
        return {
          event: `e${this.#dice.roll(2)}`,
          where: this.#dice.oneIn(2) ? equals('it', this.#dice.roll(3)) : null,
          withinMs: this.#maybeDuration(),
        };
      case 'collaborate':
        return {
          question: this.#expression(),
          roles: literal('analyst'),
          quorum: null,
          withinMs: this.#maybeDuration(),
        };
      case 'for':
      case 'repeat':
      case 'race':
        return this.#control(kind, path);
      case 'if':
        return {};
    }
  }

  #question(gate: boolean): object {
    const from = [null, literal('@ada:test'), literal(['@ada:test', '@bob:test']), literal(50)];
    return {
      question: this.#expression(),
      room: this.#dice.oneIn(2) ? literal('#dev') : null,
      from: from[this.#dice.roll(from.length)] ?? null,
      need: 1 + this.#dice.roll(3),
      choices: this.#dice.oneIn(2) ? literal(['go', 'stop']) : null,
      withinMs: this.#maybeDuration(),
      gate,
    };
  }

  #control(kind: 'for' | 'repeat' | 'race', path: string): object {
    const { names } = this.#place;
    const race = kind === 'race';
    const variable = `v${this.#maker.next()}`;
    const made = this.#maker.body(this.#inside, {
      names: kind === 'for' ? [...names, variable] : names,
      prefix: race ? `${path}.` : `${path}[].`,
      where: race ? 'race' : 'body',
    });
    const own = made.names.filter((name) => !names.includes(name));
    const of = literal(Array.from({ length: this.#dice.roll(4) }, (_none, at) => at));
    const several = 1 + this.#dice.roll(3);
    const every = this.#maybeDuration();
    // What a body works out sees its own names, and those around it; the control waits for all that are not its own.
    const outside = (): readonly string[] =>
      [...made.mentioned, ...this.#mentioned].filter((name) => !own.includes(name));
    const yields = this.#expression(made.names);
    const until = this.#dice.oneIn(2) ? literal(true) : equals(this.#dice.oneIn(2) ? 'it' : this.#name(made.names), 1);
    const waited = outside();
    this.#mentioned.clear();
    for (const name of waited) this.#mentioned.add(name);
    const body = { steps: made.steps, yields };
    if (race) return { need: 1 + this.#dice.roll(2), steps: made.steps };
    if (kind === 'repeat') return { roundsMax: several, everyMs: every, until, body };
    const first = this.#dice.oneIn(3) ? 1 + this.#dice.roll(2) : null;
    return { variable, of, atOnce: several, first, keepGoing: this.#dice.oneIn(2), body };
  }

  #clauses(kind: Kind, path: string): object {
    const { where } = this.#place;
    const when = this.#dice.oneIn(6) ? { when: this.#test() } : {};
    const timeoutMs = this.#dice.oneIn(6) && timed.includes(kind) ? { timeoutMs: this.#duration() } : {};
    const otherwise = this.#dice.oneIn(4) && failing.includes(kind) ? { otherwise: this.#expression() } : {};
    const retry = this.#dice.oneIn(8) && kind === 'call' ? { retry: { triesMax: 5, everyMs: 10, backoff: 1 } } : {};
    const writes = where !== 'on error' && (kind === 'call' || kind === 'loop');
    const given = this.#dice.oneIn(2) ? this.#expression() : ({ t: 'name', name: path } as const);
    const undo = writes && !this.#dice.oneIn(3) ? { undo: { tool: 'file/undo', arguments: [['x', given]] } } : {};
    return { ...when, ...timeoutMs, ...otherwise, ...retry, ...undo };
  }

  #branches(wave: number): { branches: object[]; names: readonly string[] } {
    const names = new Set<string>();
    const branches = this.#inside.map((seeds, at) => {
      const last = at > 0 && at === this.#inside.length - 1;
      const test = last ? null : this.#testOfBranch();
      const order = new BlockOrder(this.#place.order, wave + 1);
      const made = this.#maker.block(seeds, { ...this.#place, order, reuse: [...names] });
      for (const name of made.names) if (!this.#place.names.includes(name)) names.add(name);
      for (const name of made.mentioned) this.#mentionedInside.add(name);
      return { test, steps: made.steps };
    });
    return { branches, names: [...names] };
  }

  /** It mentions inputs alone: what the IF waits for is settled already. */
  #testOfBranch(): Expression {
    const pick = this.#dice.roll(8);
    return pick === 7 ? literal('neither') : pick < 4 ? literal(true) : equals('input', pick % 2);
  }

  /** A name that can be used here, which the line then waits for. */
  #name(among = this.#place.names): string {
    // The newest first: what comes after each other is what runs differ by.
    const name = among[among.length - 1 - this.#dice.roll(among.length)] ?? 'input';
    this.#mentioned.add(name);
    return name;
  }

  /** What a name stands for. Of an error its step: the model does not know messages word for word. */
  #value(among?: readonly string[]): Expression {
    const name = this.#name(among);
    const value: Expression = { t: 'name', name };
    return name === 'error' ? { t: 'field', of: value, name: 'step' } : value;
  }

  /** Each its own, so that no two timers are due at the same time. */
  #duration(): Expression {
    return literal(1_000 + this.#maker.next() * 101 + this.#dice.roll(97));
  }

  #maybeDuration(): Expression | null {
    return this.#dice.oneIn(2) ? this.#duration() : null;
  }

  #expression(among?: readonly string[]): Expression {
    const pick = this.#dice.roll(24);
    if (pick === 23) return { t: 'field', of: literal('text'), name: 'missing' };
    if (pick < 4) return literal(pick);
    return pick < 16 ? this.#value(among) : { t: 'list', items: [this.#value(among), this.#value(among)] };
  }

  #test(): Expression {
    const pick = this.#dice.roll(12);
    if (pick === 11) return literal('neither');
    return pick < 4 ? literal(pick === 0) : equals(this.#name(), pick % 2);
  }
}

const equals = (name: string, value: number): Expression => ({
  t: 'binary',
  operator: '==',
  left: { t: 'name', name },
  right: literal(value),
});
