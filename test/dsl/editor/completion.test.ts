import { completionsAt } from '../../../dsl/editor/completion.ts';
import { atCursor } from '../../support/cursor.ts';

const offered = (text: string) => {
  const { program, offset } = atCursor(text);
  return completionsAt(program, offset);
};
const constants: ReadonlySet<string> = new Set(['true', 'false', 'null']);
/** What is offered but for the functions of the language, which can stand wherever a value can. */
const labels = (text: string): string[] =>
  offered(text).flatMap(({ kind, label }) => (kind === 'function' || constants.has(label) ? [] : [label]));

const incident = (...lines: readonly string[]): string =>
  [
    'LOOP incident',
    '  USES:',
    '    - forensics = forensic-tools ^2.0',
    '  INPUT: incident_id: text, room: room = #ops',
    '  TOOLS:',
    '    - isolate(host: text, fast: bool = false) -> {ticket: text, at: time} = HOST pager/page',
    '  STEPS:',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');

describe('completion at the beginning of a line', () => {
  it('offers the blocks in an empty text', () => {
    expect(labels('‸')).toEqual(['LOOP', 'TOOLS']);
    expect(labels('LOOP a\n  STEPS:\n    - x = 1\nEND\n\nLO‸')).toEqual(['LOOP', 'TOOLS']);
  });

  it('offers the sections a loop does not have yet', () => {
    expect(labels('LOOP a\n  INPUT: b\n  ‸')).toEqual([
      'USES:',
      'TOOLS:',
      'SCHEDULE:',
      'LIMIT:',
      'STEPS:',
      'ON ERROR:',
      'OUTPUT:',
      'END',
    ]);
  });

  it('offers what ends or continues the control the line stands in', () => {
    expect(labels(incident('- IF incident_id == "a":', '    - SAY "b"', '  ‸'))).toEqual(['END', 'ELSE', 'ELSE IF']);
    expect(labels(incident('- FOR x IN [1]:', '    - y = isolate(x)', '    ‸'))).toEqual(['END', 'YIELD']);
    expect(labels(incident('- IF incident_id == "a":', '    - SAY "b"', '  END', '‸'))).toContain('OUTPUT:');
  });
});

describe('completion in a step', () => {
  it('begins with a control, a call or a value', () => {
    const all = labels(incident('- seen = isolate("a")', '- x = ‸'));
    expect(all).toEqual(
      expect.arrayContaining(['IF', 'FOR', 'ASK', 'WAIT FOR', 'isolate', 'incident_id', 'seen', 'run']),
    );
    expect(all).not.toContain('x');
    expect(all).not.toContain('WHEN');
  });

  it('offers clauses behind a value, each once', () => {
    expect(labels(incident('- x = isolate("a") ‸'))).toEqual(['WHEN', 'AFTER', 'TIMEOUT', 'RETRY', 'ELSE', 'UNDO']);
    expect(labels(incident('- x = isolate("a") RETRY 3 WHEN true ‸'))).not.toContain('WHEN');
    expect(labels(incident('- x = isolate("a") RETRY 3 ‸'))).toEqual(expect.arrayContaining(['EVERY', 'BACKOFF']));
  });

  it('offers the words that shape a control', () => {
    expect(labels(incident('- FOR x ‸'))).toEqual(['IN']);
    expect(labels(incident('- FOR x IN [1] ‸'))).toEqual(['MAX', 'FIRST', 'KEEP GOING']);
    expect(labels(incident('- ok = ASK "Go?" IN room ‸'))).toEqual(
      expect.arrayContaining(['FROM', 'NEED', 'CHOICES', 'WITHIN', 'ELSE']),
    );
    expect(labels(incident('- WAIT ‸'))).toEqual(expect.arrayContaining(['UNTIL', 'FOR', 'incident_id']));
  });

  it('offers behind AFTER only lines above', () => {
    expect(labels(incident('- a = isolate("a")', '- b = isolate("b") AFTER ‸', '- c = isolate("c")'))).toEqual(['a']);
    expect(labels(incident('- a = isolate("a")', '- b = isolate("b")', '- c = isolate("c") AFTER a, ‸'))).toEqual([
      'a',
      'b',
    ]);
  });

  it('offers the parameters of what is called, but for those it has', () => {
    expect(labels(incident('- x = isolate(‸'))).toEqual(expect.arrayContaining(['host:', 'fast:', 'incident_id']));
    expect(labels(incident('- x = isolate("a", ‸'))).not.toContain('host:');
    expect(labels(incident('- x = isolate(fast: true, ‸)'))).toContain('host:');
    expect(labels(incident('- x = isolate(fast: true, ‸)'))).not.toContain('fast:');
  });

  it('knows the names inside the braces of a text, and none in the text itself', () => {
    expect(labels(incident('- SAY "About {inc‸"'))).toContain('incident_id');
    expect(labels(incident('- SAY "About inc‸"'))).toEqual([]);
    expect(labels(incident('- SAY "a" # about inc‸'))).toEqual([]);
  });
});

describe('completion behind a dot', () => {
  it('offers the fields of what a tool gives, then the functions', () => {
    const found = offered(incident('- x = isolate("a")', '- SAY x.‸'));
    expect(found.slice(0, 2)).toEqual([
      { kind: 'field', label: 'ticket', detail: 'text', text: '' },
      { kind: 'field', label: 'at', detail: 'time', text: '' },
    ]);
    expect(found.map(({ label }) => label)).toContain('size');
  });

  it('offers fields of the run, and of the error only under ON ERROR', () => {
    expect(labels(incident('- SAY "{run.‸}"'))).toEqual(['id', 'loop', 'version', 'room', 'requester']);
    const onError = incident('- x = isolate("a")', '', '  ON ERROR:', '  - SAY error.‸');
    expect(labels(onError)).toEqual(['step', 'message']);
    expect(labels(incident('- SAY ‸', 'ON ERROR:', '- SAY "a"'))).not.toContain('error');
  });

  it('offers what the package of an alias exports, with its signature', () => {
    const found = offered(incident('- x = forensics.‸'));
    expect(found.find(({ label }) => label === 'assess_severity')).toEqual({
      kind: 'tool',
      label: 'assess_severity',
      detail: 'assess_severity(incident_id: text)',
      text: 'A tool of forensic-tools@2.1.0 that changes nothing, done by HOST forensics/assess_severity.',
    });
  });
});

describe('completion of names', () => {
  it('knows the variable of a FOR inside its body only', () => {
    const body = incident('- all = FOR host IN ["a"]:', '    - cut = isolate(‸)', '    YIELD cut', '  END', '- z = 1');
    expect(labels(body)).toContain('host');
    const below = incident('- all = FOR host IN ["a"]:', '    - cut = isolate(host)', '  END', '- z = ‸');
    expect(labels(below)).toContain('all');
    expect(labels(below)).not.toContain('host');
    expect(labels(below)).not.toContain('cut');
  });

  it('knows what an IF gave below its END, and not in its other branch', () => {
    const lines = [
      '- IF incident_id == "a":',
      '    - one = isolate("a")',
      '  ELSE:',
      '    - two = isolate(‸)',
      '  END',
    ];
    expect(labels(incident(...lines))).not.toContain('one');
    const below = incident('- IF true:', '    - one = isolate("a")', '  END', '- SAY ‸');
    expect(labels(below)).toContain('one');
  });

  it('knows the item of a function, and what UNTIL and WHERE look at', () => {
    expect(labels(incident('- x = [1].map(item => ‸)'))).toContain('item');
    expect(labels(incident('- x = REPEAT MAX 3: isolate("a") UNTIL ‸'))).toContain('it');
    expect(labels(incident('- x = WAIT FOR "a" WHERE it‸ == 1'))).toContain('it');
    expect(labels(incident('- x = ‸'))).not.toContain('it');
  });

  it('knows in each loop of a source its own names, and the other loops', () => {
    const two = `${incident('- x = isolate("a")')}\nEND\n\nLOOP other\n  INPUT: host: text\n  STEPS:\n    - y = ‸\nEND\n`;
    expect(labels(two)).toEqual(expect.arrayContaining(['host', 'incident']));
    expect(labels(two)).not.toContain('x');
    expect(labels(two)).not.toContain('isolate');
  });

  it('knows the result of every step in OUTPUT', () => {
    expect(labels(incident('- x = isolate("a")', 'OUTPUT: {‸'))).toEqual(expect.arrayContaining(['x', 'incident_id']));
  });
});

describe('completion in declarations', () => {
  it('offers types', () => {
    for (const text of ['INPUT: a: ‸', 'TOOLS:\n - t(a: te‸', 'TOOLS:\n - t(a: list<‸', 'TOOLS:\n - t() -> {b: ‸']) {
      expect(labels(`LOOP a\n  ${text}`)).toEqual([
        'text',
        'number',
        'bool',
        'duration',
        'time',
        'user',
        'room',
        'any',
        'list',
        'map',
      ]);
    }
  });

  it('offers how a tool is done, and the registered names', () => {
    expect(labels('TOOLS a\n  - t() = ‸')).toEqual(['READ', 'HOST', 'HTTP', 'PROMPT']);
    expect(labels('TOOLS a\n  - t() = HOST ‸')).toEqual(['pager/page', 'pager/ring', 'echo']);
    expect(labels('TOOLS a\n  - t() = HOST pager/r‸')).toEqual(['page', 'ring']);
    expect(labels('TOOLS a\n  - t(id: text) = READ HTTP GET "https://a.example/{‸}"')).toEqual(['id']);
    expect(labels('TOOLS a\n  - t(id: text) = READ HTTP GET "https://a.example" ‸')).toEqual(['WITH', 'AUTH']);
  });
});
