import { compileProgram } from '../../../dsl/compile.ts';
import type { Contract } from '../../../dsl/contract.ts';
import { describeType } from '../../../dsl/describe-type.ts';
import { typeAt, typesOf } from '../../../dsl/infer/index.ts';
import type { LoopType } from '../../../dsl/plan.ts';
import { readProgram } from '../../../dsl/program.ts';

const text: LoopType = { t: 'text' };
const scan: Contract = {
  package: 'acme/scan',
  version: '1.0.0',
  sha256: '0'.repeat(64),
  entry: {
    loop: 'acme/scan',
    planHash: '0'.repeat(64),
    inputs: [{ name: 'host', type: text }],
    returns: { t: 'object', fields: [{ name: 'open', optional: false, type: { t: 'list', of: { t: 'number' } } }] },
  },
  tools: [],
};
/** From before types were followed. */
const old: Contract = {
  ...scan,
  package: 'acme/old',
  entry: { loop: 'acme/old', planHash: '0'.repeat(64), inputs: [] },
};
const context = { dependencies: new Map([scan, old].map((each) => [each.package, each])), offline: false };

/** A loop with these lines, three inputs and some tools. */
function loop(...lines: readonly string[]): string {
  return [
    'LOOP test',
    '  INPUT: id: text, who: user?, free',
    '  TOOLS:',
    '    - assess(id: text) -> {level: "low"|"high", hosts: list<text>, owner?: user} = READ HOST echo',
    '    - isolate(host: text) -> {ticket: text, minutes: number} = HOST echo',
    '    - page(who: user) -> {seen: bool} = HOST echo',
    '    - rate(id: text) -> number = READ HOST echo',
    '    - open(any) = HOST echo',
    '  STEPS:',
    ...lines.map((line) => `    ${line}`),
    'END',
    'LOOP cut_all',
    '  INPUT: hosts: list<text>',
    '  TOOLS:',
    '    - isolate(host: text) -> {ticket: text, minutes: number} = HOST echo',
    '  STEPS:',
    '    - cut = FOR host IN hosts: isolate(host)',
    '  OUTPUT: {tickets: cut.map(c => c.ticket)}',
    'END',
    '',
  ].join('\n');
}

function problemsOf(...lines: readonly string[]) {
  const { problems } = compileProgram(loop(...lines, '- used = [id, who, free]'), context);
  // Not every loop here calls the other one.
  const others = problems.filter(({ code }) => code !== 'loop.never_called');
  return others.map(({ code, line, column, length, hint, excerpt }) => {
    const [shown = ''] = excerpt.split('\n');
    const start = shown.indexOf('| ') + 1 + column;
    return { code, line: line - 9, at: shown.slice(start, start + length), hint };
  });
}

/** What a name is in a line below others. */
function typeOfName(name: string, ...lines: readonly string[]): string {
  const source = loop(...lines, `- look = ${name}`);
  const place = typeAt(typesOf(readProgram(source, context)), source.indexOf('- look = ') + '- look = '.length);
  return place === null ? 'no name' : describeType(place.type);
}

const found = '- found = assess(id)';
const cut = '- cut = isolate(id) WHEN found.level == "high"';

describe('the type of a name', () => {
  it.each<[string, string, ...string[]]>([
    ['found', '{level: "low"|"high", hosts: list<text>, owner?: user}', found],
    ['cut', '{ticket: text, minutes: number}?', found, cut],
    ['x', '{ticket: text, minutes: number}', '- x = isolate(id)'],
    ['x', 'number?', '- x = rate(id) ELSE null'],
    ['x', 'number|"none"', '- x = rate(id) ELSE "none"'],
    ['x', 'any', '- x = open(id)'],
    ['x', 'null', '- x = WAIT 1s'],
    ['x', 'any', '- x = WAIT FOR "event" WHERE it.id == run.id'],
    ['x', '"yes"|"no"', '- x = ASK "Really?"'],
    ['x', '"go"|"stop"|"late"', '- x = ASK "Really?" CHOICES ["go", "stop"] WITHIN 5m ELSE "late"'],
    ['x', 'text', '- x = ASK "Which?" CHOICES [id, "none"]'],
    ['x', 'list<number>', '- x = FOR host IN [id]: rate(host)'],
    ['x', 'list<{ticket: text, minutes: number}>', '- x = FOR host IN [id] FIRST 1 KEEP GOING: isolate(host)'],
    ['x', 'list<{value: number?, error: text?}>', '- x = FOR host IN [id] KEEP GOING: rate(host)'],
    [
      'x',
      'list<{one: number, other: bool}>',
      '- x = FOR host IN [id]:',
      '- one = rate(host)',
      '- other = one > 1',
      'END',
    ],
    ['x', 'list<bool>', '- x = FOR host IN [id]:', '- one = rate(host)', 'YIELD one > 1', 'END'],
    ['x', 'number', '- x = REPEAT MAX 3 EVERY 1m: rate(id) UNTIL it > 1'],
    ['x', 'text', found, '- x = REPEAT MAX 3: found.hosts.first() UNTIL it != null'],
    ['x', 'number?', '- x = REPEAT MAX 3: rate(id) UNTIL it > 1 ELSE null'],
    ['x', '{a: number?, b: "yes"|"no"?}', '- x = FIRST:', '- a = rate(id)', '- b = ASK "Stop?"', 'END'],
    ['x', '{a: number, b: bool}', '- x = FIRST 2:', '- a = rate(id)', '- b = true', 'END'],
    [
      'x',
      '{answer: text, agreement: number, quorum: number, opinions: list<{agent: text, answer: text, sources: list<any>, confidence: number}>, dissent: list<{agent: text, answer: text}>}',
      '- x = COLLABORATE "What now?" WITH ["ada"] QUORUM 2 WITHIN 1h',
    ],
    ['x', 'number?', found, '- IF found.level == "high":', '- x = rate(id)', 'END'],
    ['x', 'number|bool', found, '- IF found.level == "high":', '- x = rate(id)', 'ELSE:', '- x = true', 'END'],
    ['x', 'number', found, '- IF found.level == "high":', '- x = rate(id)', 'ELSE:', '- FAIL "no"', 'END'],
    ['x', '{tickets: list<text>}', '- x = cut_all([id])'],
    ['x', 'time', '- x = now() - 2h'],
    ['x', 'map<list<{h: text}>>', found, '- x = found.hosts.map(h => {h}).group_by(each => each.h)'],
    ['x', '{a: number, b: text}', '- x = {a: "x", b: id}.merge({a: 1})'],
    ['x', 'user?', found, '- x = found?.owner'],
  ])('%s is %s', (name, expected, ...lines) => {
    expect(typeOfName(name, ...lines)).toBe(expected);
  });

  it('is what another package says its loop gives', () => {
    const source = (range: string): string =>
      `LOOP x\n  USES:\n    - scan = acme/${range}\n  STEPS:\n    - ports = scan(${range.startsWith('scan') ? '"a"' : ''})\n  OUTPUT: ports.opne\nEND\n`;
    const [problem] = compileProgram(source('scan ^1.0'), context).problems;
    expect(problem).toMatchObject({ code: 'loop.unknown_field', hint: 'Did you mean "open"?' });
    expect(compileProgram(source('old ^1.0'), context).problems).toEqual([]);
  });

  it('is told where it stands, for those who point at it', () => {
    const source = loop(found, '- x = found.hosts.map(host => host.upper())', '- all = FOR one IN x: rate(one)');
    const types = typesOf(readProgram(source, context));
    const shown = (word: string, after = 0): string | null => {
      const place = typeAt(types, source.indexOf(word, after));
      return place === null ? null : `${source.slice(place.span.start, place.span.end)}: ${describeType(place.type)}`;
    };
    const line = source.indexOf('- x');
    expect(shown('found', line)).toBe('found: {level: "low"|"high", hosts: list<text>, owner?: user}');
    expect(shown('.hosts', line)).toBe('found.hosts: list<text>');
    expect(shown('host =>')).toBe('host: text');
    expect(shown('one IN')).toBe('one: text');
    expect(shown('x', line)).toBe('x: list<text>');
    expect(shown('STEPS')).toBeNull();
  });
});

describe('a program that is right', () => {
  it.each<[string, ...string[]]>([
    ['null is asked for before a field', found, cut, '- t = cut != null ? cut.ticket : "none"'],
    ['… or by a line that runs only then', found, cut, '- t = rate(cut.ticket) WHEN cut != null'],
    ['… or the same WHEN', found, cut, '- t = rate(cut.ticket) WHEN found.level == "high"'],
    ['… or more than the same', found, cut, '- t = rate(cut.ticket) WHEN found.level == "high" && free'],
    ['… or by a field of it', found, cut, '- t = rate(cut.ticket) WHEN cut?.ticket == "a"'],
    [
      '… or by a name that is there only with it',
      found,
      cut,
      '- two = rate(cut.ticket) WHEN cut != null',
      '- t = [cut.ticket] WHEN two != null',
    ],
    ['… in a branch', found, cut, '- IF cut == null:', '- a = id', 'ELSE:', '- b = cut.ticket', 'END'],
    [
      '… in a later branch',
      found,
      cut,
      '- IF found.level == "low" || cut == null:',
      '- a = id',
      'ELSE IF cut.minutes > 1:',
      '- b = cut.ticket',
      'END',
    ],
    ['… behind && and ||', found, cut, '- a = cut != null && cut.minutes > 1', '- b = cut == null || cut.minutes > 1'],
    ['… behind !', found, cut, '- a = !(cut == null) ? cut.ticket : "none"'],
    ['… by a line that ends the run', found, cut, '- FAIL "none" WHEN cut == null', '- a = cut.ticket'],
    ['… by an IF that ends the run', found, cut, '- IF cut == null:', '- RETURN "none"', 'END', '- a = cut.ticket'],
    ['… of an input', '- a = page(who) WHEN who != null', '- b = who == null ? "nobody" : who.upper()'],
    [
      'names of one branch in a line with its test',
      found,
      '- IF found.level == "high":',
      '- a = isolate(id)',
      'END',
      '- b = rate(a.ticket) WHEN found.level == "high"',
    ],
    [
      'items without null',
      found,
      '- all = FOR host IN found.hosts KEEP GOING: isolate(host)',
      '- a = all.filter(each => each.value != null).map(each => each.value.ticket)',
    ],
    [
      'a name of one branch tells that it was taken',
      found,
      cut,
      '- IF cut != null:',
      '- a = rate(cut.ticket)',
      'END',
      '- b = a != null ? cut.ticket : "none"',
      '- c = a == null ? "none" : cut.ticket',
    ],
    ['a name is what UNDO looks at', '- x = isolate(id) UNDO rate(x.ticket)'],
    [
      'a skipped line is looked at by its own UNDO',
      found,
      '- x = isolate(id) WHEN found.level == "high" UNDO rate(x.ticket)',
    ],
    [
      'nothing is said of what is not known',
      '- a = open(free)',
      '- b = a.b[free].c + 1 + a.d',
      '- c = upper(a) == "X" ? a : a < 1',
      '- d = page(a)',
    ],
    ['texts may be what a type lists', '- level = open(id) ELSE "x"', '- x = page("{id}")'],
    [
      'kinds of a discriminated union',
      '- a = free == null ? {kind: "a", n: 1} : {kind: "b", t: "x"}',
      '- b = a.kind == "a" ? a.n + 1 : a.t.size()',
    ],
  ])('%s', (_what, ...lines) => {
    expect(problemsOf(...lines)).toEqual([]);
  });
});

describe('a program that is wrong', () => {
  it.each<[code: string, line: number, at: string, hint: string, ...lines: string[]]>([
    ['loop.unknown_field', 2, 'levle', 'Did you mean "level"?', found, '- a = found.levle'],
    ['loop.never_equal', 2, '"hihg"', 'Did you mean "high"?', found, '- a = found.level == "hihg"'],
    ['loop.never_equal', 2, '1', 'Compare it with text.', found, '- a = id != 1'],
    ['loop.never_equal', 2, '"hgih"', 'Did you mean "high"?', found, '- a = found.level in ["low", "hgih"]'],
    ['loop.wrong_type', 1, 'rate(id)', 'Give it text.', '- a = isolate(rate(id))'],
    ['loop.wrong_type', 1, '[id]', 'Give it text.', '- a = isolate(host: [id])'],
    ['loop.maybe_null', 1, 'who', 'Write who ?? value.', '- a = page(who)'],
    [
      'loop.maybe_null',
      3,
      'cut',
      'Write cut?.ticket, or put WHEN found.level == "high" behind this line, as line 11 has it.',
      found,
      cut,
      '- a = [cut.ticket]',
    ],
    [
      'loop.maybe_null',
      3,
      'cut?.ticket',
      'Write cut?.ticket ?? "", or put WHEN found.level == "high" behind this line, as line 11 has it.',
      found,
      cut,
      '- a = rate(cut?.ticket)',
    ],
    ['loop.maybe_null', 3, 'cut', 'Write cut?.ticket.', found, cut, '- a = [cut.ticket] WHEN found.level == "low"'],
    [
      'loop.wrong_type',
      2,
      'found.hosts',
      'Compare the value, for example with == or !=.',
      found,
      '- a = rate(id) WHEN found.hosts',
    ],
    [
      'loop.wrong_type',
      2,
      'found',
      'It is {level: "low"|"high", hosts: list<text>, owner?: user}.',
      found,
      '- a = FOR x IN found: [x]',
    ],
    ['loop.wrong_type', 1, 'id', 'It is text.', '- a = rate(id) TIMEOUT id'],
    ['loop.wrong_type', 1, 'id', 'Give it duration.', '- a = ASK "Really?" WITHIN id'],
    ['loop.wrong_type', 2, 'found.hosts', 'Give it room?.', found, '- a = ASK "Really?" IN found.hosts'],
    ['loop.wrong_type', 1, 'rate(id)', 'It is number.', '- a = upper(rate(id))'],
    ['loop.wrong_type', 2, 'found.hosts', 'It is list<text>.', found, '- WAIT UNTIL found.hosts'],
    ['loop.unknown_field', 2, 'tikcets', 'Did you mean "tickets"?', '- a = cut_all([id])', '- b = a.tikcets'],
    ['loop.wrong_type', 1, 'rate(id)', 'Give it list<text>.', '- a = cut_all(hosts: rate(id))'],
    [
      'loop.maybe_null',
      5,
      'go.a',
      'Write (go.a ?? 0).',
      '- go = FIRST:',
      '- a = rate(id)',
      '- b = true',
      'END',
      '- c = go.a + 1',
    ],
  ])('%s in line %i, at %s: %s', (code, line, at, hint, ...lines) => {
    expect(problemsOf(...lines)).toEqual([{ code, line, at, hint }]);
  });
});
