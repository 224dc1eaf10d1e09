import type { Json } from '../../domain/json.ts';

/**
 * The control-flow patterns that LOOP supports, each as the smallest program that shows it.
 * @see N. Russell, A. H. M. ter Hofstede, W. M. P. van der Aalst, N. Mulyar: Workflow Control-Flow Patterns, a Revised
 * View, BPM Center Report BPM-06-22 (2006); the numbers are those of the report
 */
export interface Pattern {
  readonly number: number;
  readonly name: string;
  /** The lines under STEPS. */
  readonly steps: readonly string[];
  /** Tells what happens outside while the run goes on. */
  readonly meanwhile?: readonly { readonly event: string; readonly data: Json; readonly waitingAt: string }[];
  readonly answers?: readonly { readonly path: string; readonly choice: string }[];
  /** Cancels the run once this tool hangs. */
  readonly cancelAt?: string;
  /** What comes out of it; undefined where the run does not complete. */
  readonly output?: Json;
  readonly status?: 'completed' | 'failed' | 'cancelled';
  /** What the tools did, sorted where their order is free. */
  readonly did: readonly string[];
  /** Pairs of what must be done before what. */
  readonly order?: readonly (readonly [before: string, after: string])[];
}

/** `do(x)` notes x and gives it; `meet(x, n)` waits until n of them are there; `hang(x)` works until it is cancelled. */
export const patterns: readonly Pattern[] = [
  {
    number: 1,
    name: 'Sequence',
    steps: ['a = do("a")', 'b = do("{a}b")', 'c = do("{b}c")'],
    output: { a: 'a', b: 'ab', c: 'abc' },
    did: ['a', 'ab', 'abc'],
    order: [
      ['a', 'ab'],
      ['ab', 'abc'],
    ],
  },
  {
    number: 2,
    name: 'Parallel Split',
    steps: ['a = do("a")', 'b = meet("{a}1", 2)', 'c = meet("{a}2", 2)'],
    output: { a: 'a', b: 'a1', c: 'a2' },
    did: ['a', 'a1', 'a2'],
  },
  {
    number: 3,
    name: 'Synchronization',
    steps: ['a = meet("a", 2)', 'b = meet("b", 2)', 'both = do(a + b)'],
    output: { a: 'a', b: 'b', both: 'ab' },
    did: ['a', 'ab', 'b'],
    order: [
      ['a', 'ab'],
      ['b', 'ab'],
    ],
  },
  {
    number: 4,
    name: 'Exclusive Choice',
    steps: [
      'n = 2',
      'IF n == 1:',
      '- a = do("one")',
      'ELSE IF n == 2:',
      '- b = do("two")',
      'ELSE:',
      '- c = do("more")',
      'END',
    ],
    output: { n: 2, a: null, b: 'two', c: null },
    did: ['two'],
  },
  {
    number: 5,
    name: 'Simple Merge',
    steps: ['IF now() == null:', '- a = do("yes")', 'ELSE:', '- a = do("no")', 'END', 'b = do("after {a}")'],
    output: { a: 'no', b: 'after no' },
    did: ['after no', 'no'],
    order: [['no', 'after no']],
  },
  {
    number: 6,
    name: 'Multi-Choice',
    steps: ['n = 5', 'a = do("odd") WHEN n % 2 == 1', 'b = do("big") WHEN n > 3', 'c = do("negative") WHEN n < 0'],
    output: { n: 5, a: 'odd', b: 'big', c: null },
    did: ['big', 'odd'],
  },
  {
    number: 7,
    name: 'Structured Synchronizing Merge',
    steps: [
      'n = 5',
      'a = do("odd") WHEN n % 2 == 1',
      'b = do("negative") WHEN n < 0',
      'c = do("{a ?? "-"} {b ?? "-"}")',
    ],
    output: { n: 5, a: 'odd', b: null, c: 'odd -' },
    did: ['odd', 'odd -'],
    order: [['odd', 'odd -']],
  },
  {
    number: 11,
    name: 'Implicit Termination',
    steps: ['a = do("a")', 'b = do("b")', 'last = do("{a}!")'],
    output: { a: 'a', b: 'b', last: 'a!' },
    did: ['a', 'a!', 'b'],
  },
  {
    number: 12,
    name: 'Multiple Instances without Synchronization',
    // Nothing waits for the instances: the line behind starts while they are at work.
    steps: ['each = FOR x IN ["1", "2"]: meet(x, 3)', 'on = meet("on", 3)'],
    output: { each: ['1', '2'], on: 'on' },
    did: ['1', '2', 'on'],
  },
  {
    number: 13,
    name: 'Multiple Instances with a priori Design-Time Knowledge',
    steps: ['each = FOR x IN ["1", "2", "3"]: meet(x, 3)', 'after = do("{size(each)}")'],
    output: { each: ['1', '2', '3'], after: '3' },
    did: ['1', '2', '3', '3'],
  },
  {
    number: 14,
    name: 'Multiple Instances with a priori Run-Time Knowledge',
    steps: ['list = do("x,y")', 'each = FOR x IN list.split(","): do(x)', 'after = do("{each.join("+")}")'],
    output: { list: 'x,y', each: ['x', 'y'], after: 'x+y' },
    did: ['x', 'x+y', 'x,y', 'y'],
    order: [
      ['x,y', 'x'],
      ['y', 'x+y'],
    ],
  },
  {
    number: 16,
    name: 'Deferred Choice',
    steps: [
      'first = FIRST:',
      '- paid = WAIT FOR "paid"',
      '- refused = WAIT FOR "refused"',
      '- late = WAIT 1h',
      'END',
      'RETURN first.paid',
    ],
    meanwhile: [{ event: 'paid', data: { amount: 5 }, waitingAt: 'first.paid' }],
    output: { amount: 5 },
    did: [],
  },
  {
    number: 18,
    name: 'Milestone',
    // The question can be answered until the parcel is shipped, and not after.
    steps: [
      'until = FIRST:',
      '- changed = ASK "Change the address?"',
      '- shipped = WAIT FOR "shipped"',
      'END',
      'RETURN until.changed ?? "shipped"',
    ],
    meanwhile: [{ event: 'shipped', data: {}, waitingAt: 'until.shipped' }],
    output: 'shipped',
    did: [],
  },
  {
    number: 19,
    name: 'Cancel Task',
    steps: ['a = hang("a") TIMEOUT 1s RETRY 1 ELSE "given up"', 'b = do(a)'],
    output: { a: 'given up', b: 'given up' },
    did: ['a stopped', 'given up'],
  },
  {
    number: 20,
    name: 'Cancel Case',
    steps: ['a = do("a") UNDO do("undo a")', 'b = hang(a)'],
    cancelAt: 'a',
    status: 'cancelled',
    did: ['a', 'a stopped', 'undo a'],
    order: [['a stopped', 'undo a']],
  },
  {
    number: 21,
    name: 'Structured Loop',
    steps: ['n = REPEAT MAX 5: count() UNTIL it == 3', 'after = do("{n}")'],
    output: { n: 3, after: '3' },
    did: ['3'],
  },
  {
    number: 24,
    name: 'Persistent Trigger',
    // The event comes while nobody waits for it yet, and is there when somebody does.
    steps: ['ready = WAIT FOR "ready"', 'early = WAIT FOR "early" AFTER ready'],
    meanwhile: [
      { event: 'early', data: { n: 1 }, waitingAt: 'ready' },
      { event: 'ready', data: { n: 2 }, waitingAt: 'ready' },
    ],
    output: { ready: { n: 2 }, early: { n: 1 } },
    did: [],
  },
  {
    number: 25,
    name: 'Cancel Region',
    steps: [
      'both = FIRST:',
      '- work = FOR x IN ["1"]:',
      '- a = do("a{x}")',
      '- b = hang("b{a}")',
      'END',
      '- stop = WAIT FOR "stop"',
      'END',
      'after = do("after")  AFTER both',
    ],
    meanwhile: [{ event: 'stop', data: null, waitingAt: 'both.work[0].b' }],
    output: { both: { work: null, stop: null }, after: 'after' },
    did: ['a1', 'after', 'ba1 stopped'],
    order: [['ba1 stopped', 'after']],
  },
  {
    number: 26,
    name: 'Cancel Multiple Instance Task',
    steps: ['each = FOR x IN ["1", "2"]: hang(x) TIMEOUT 1s ELSE []', 'after = do("{size(each)}")'],
    output: { each: [], after: '0' },
    did: ['0', '1 stopped', '2 stopped'],
  },
  {
    number: 27,
    name: 'Complete Multiple Instance Task',
    // Enough is known: what still runs is withdrawn and the work goes on.
    steps: [
      'some = FIRST:',
      '- all = FOR x IN ["1", "2"]: hang(x)',
      '- enough = WAIT FOR "enough"',
      'END',
      'after = do("on") AFTER some',
    ],
    meanwhile: [{ event: 'enough', data: null, waitingAt: 'some.all[1].hang' }],
    output: { some: { all: null, enough: null }, after: 'on' },
    did: ['1 stopped', '2 stopped', 'on'],
  },
  {
    number: 29,
    name: 'Cancelling Discriminator',
    steps: [
      'race = FIRST:',
      '- slow = hang("slow")',
      '- quick = do("quick")',
      'END',
      'after = do("{race.quick ?? "-"}!")',
    ],
    output: { race: { slow: null, quick: 'quick' }, after: 'quick!' },
    did: ['quick', 'quick!', 'slow stopped'],
    order: [['quick', 'quick!']],
  },
  {
    number: 32,
    name: 'Cancelling Partial Join',
    steps: [
      'two = FIRST 2:',
      '- a = do("a")',
      '- b = do("b")',
      '- c = hang("c")',
      'END',
      'after = do("{two.a ?? "-"}{two.b ?? "-"}")',
    ],
    output: { two: { a: 'a', b: 'b', c: null }, after: 'ab' },
    did: ['a', 'ab', 'b', 'c stopped'],
  },
  {
    number: 35,
    name: 'Cancelling Partial Join for Multiple Instances',
    steps: ['list = ["1", "hang", "2"]', 'two = FOR x IN list FIRST 2: maybe(x)', 'after = do(two.join("+"))'],
    output: { list: ['1', 'hang', '2'], two: ['1', '2'], after: '1+2' },
    did: ['1', '1+2', '2', 'hang stopped'],
  },
  {
    number: 37,
    name: 'Local Synchronizing Merge',
    steps: [
      'n = 5',
      'IF n > 3:',
      '- a = do("a")',
      '- b = do("{a}b") WHEN n > 9',
      'END',
      'c = do("c") WHEN n > 4',
      'd = do("{a ?? "-"}{b ?? "-"}{c ?? "-"}")',
    ],
    output: { n: 5, a: 'a', b: null, c: 'c', d: 'a-c' },
    did: ['a', 'a-c', 'c'],
    order: [
      ['a', 'a-c'],
      ['c', 'a-c'],
    ],
  },
  {
    number: 40,
    name: 'Interleaved Routing',
    // Each once, in some order, never two at a time.
    steps: ['each = FOR x IN ["1", "2", "3"] MAX 1: alone(x)', 'after = do("{size(each)}")'],
    output: { each: ['1', '2', '3'], after: '3' },
    did: ['1', '2', '3', '3'],
  },
  {
    number: 41,
    name: 'Thread Merge',
    steps: ['parts = FOR x IN range(3): do("{x}")', 'one = do(parts.join(""))'],
    output: { parts: ['0', '1', '2'], one: '012' },
    did: ['0', '012', '1', '2'],
  },
  {
    number: 42,
    name: 'Thread Split',
    steps: ['one = do("3")', 'parts = FOR x IN range(number(one)): meet("{one}.{x}", 3)'],
    output: { one: '3', parts: ['3.0', '3.1', '3.2'] },
    did: ['3', '3.0', '3.1', '3.2'],
  },
  {
    number: 43,
    name: 'Explicit Termination',
    steps: ['a = do("a")', 'b = hang("b")', 'enough = IF a == "a":', '- RETURN "enough"', 'END', 'c = do("never {b}")'],
    output: 'enough',
    did: ['a', 'b stopped'],
  },
];
