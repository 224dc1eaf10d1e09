import { hoverAt } from '../../../dsl/editor/hover.ts';
import { atCursor, covered } from '../../support/cursor.ts';

function told(text: string): readonly [about: string, code: string | null, text: string] | null {
  const { program, offset } = atCursor(text);
  const hover = hoverAt(program, offset);
  return hover === null ? null : [covered(program, [hover.span])[0] ?? '', hover.code, hover.text];
}

const loop = (...lines: readonly string[]): string =>
  [
    'LOOP incident',
    '  INPUT: incident_id: text',
    '  TOOLS:',
    '    - assess(id: text, fast: bool = false) -> {level: "low"|"high", hosts: list<text>} = READ HOST pager/page',
    '  STEPS:',
    ...lines.map((line) => `    ${line}`),
    'END',
  ].join('\n');

describe('a hover', () => {
  it('tells the type of a name and where it comes from', () => {
    expect(told(loop('- seen = assess(incident_id)', '- SAY "{se‸en.level}"'))).toEqual([
      'seen',
      'seen: {level: "low"|"high", hosts: list<text>}',
      'The result of a line, given in line 6.',
    ]);
    expect(told(loop('- seen = assess(incident‸_id)'))?.[1]).toBe('incident_id: text');
    expect(told(loop('- s‸een = assess(incident_id)'))?.[1]).toBe('seen: {level: "low"|"high", hosts: list<text>}');
  });

  it('tells the type of a field, and of the items of a list', () => {
    expect(told(loop('- seen = assess("a")', '- SAY seen.lev‸el'))?.[1]).toBe('"low"|"high"');
    const each = loop('- seen = assess("a")', '- FOR host IN seen.hosts:', '    - SAY ho‸st', '  END');
    expect(told(each)?.slice(1)).toEqual(['host: text', 'Each item of FOR in turn, given in line 7.']);
    const items = loop('- seen = assess("a")', '- names = seen.hosts.map(h => ‸h)');
    expect(told(items)?.slice(1)).toEqual(['h: text', 'Each item in turn, given in line 7.']);
  });

  it('tells the signature of a tool and what a function does', () => {
    expect(told(loop('- seen = as‸sess("a")'))).toEqual([
      'assess',
      'assess(id: text, fast: bool = false) -> {level: "low"|"high", hosts: list<text>}',
      'A tool that changes nothing, done by HOST pager/page.',
    ]);
    expect(told(loop('- many = incident_id.siz‸e()'))).toEqual([
      'size',
      'size(value)',
      'A function of the language: how many items, letters or fields.',
    ]);
  });

  it('explains the words of the language and its types', () => {
    expect(told(loop('- seen = assess("a") RET‸RY 3'))?.[1]).toBe('RETRY 5 [EVERY 2s] [BACKOFF 2]');
    expect(told(loop('- W‸AIT 10m'))?.[2]).toBe('Does nothing for so long.');
    expect(told('LOOP a\n  INPUT: b: dur‸ation')?.[2]).toContain('`30s`');
    expect(told(loop('- SAY ru‸n.id'))?.[2]).toContain('The run itself');
  });

  it('names all branches that give a name', () => {
    const lines = [
      '- IF true:',
      '    - a = assess("a")',
      '  ELSE:',
      '    - a = assess("b")',
      '  END',
      '- SAY ‸a.level',
    ];
    expect(told(loop(...lines))?.[2]).toBe('The result of a line, given in line 7 or 9.');
  });

  it('knows that a skipped line gives null, and that a test rules it out', () => {
    const lines = ['- seen = assess("a") WHEN incident_id != ""', '- a = see‸n?.level'];
    expect(told(loop(...lines))?.[1]).toBe('seen: {level: "low"|"high", hosts: list<text>}?');
    const tested = ['- seen = assess("a") WHEN incident_id != ""', '- a = seen != null ? se‸en.level : "none"'];
    expect(told(loop(...tested))?.[1]).toBe('seen: {level: "low"|"high", hosts: list<text>}');
  });

  it('says nothing where there is nothing to say', () => {
    expect(told('‸')).toBeNull();
    expect(told(loop('- SAY "letters ‸only"'))).toBeNull();
    expect(told(loop('- x = nob‸ody'))).toBeNull();
  });
});
