import { normalise } from '../../dsl/normalise.ts';

describe('normalise', () => {
  it.each<[string, string, string]>([
    ['CRLF', 'LOOP a\r\nEND\r\n', 'LOOP a \nEND \n'],
    ['CR alone', 'LOOP a\rEND\r', 'LOOP a\nEND\n'],
    ['line separators', 'LOOP a\u2028END\u2029', 'LOOP a\nEND\n'],
    ['a byte order mark', '\ufeffLOOP a', ' LOOP a'],
    ['no-break spaces', 'LOOP\u00a0a\n\u202fSTEPS:', 'LOOP a\n STEPS:'],
    ['wide spaces, but not in texts', '- a\u3000= "b\u3000c"', '- a = "b\u3000c"'],
    ['curly quotes', '- a = f(“x”, „y”)', '- a = f("x", "y")'],
    ['curly quotes closed by a straight one', '- a = “x"', '- a = "x"'],
    ['curly quotes inside straight ones', '- a = "say “hi”"', '- a = "say “hi”"'],
    ['curly quotes inside what a text holds', '- a = “b {f(“c”)} d”', '- a = "b {f("c")} d"'],
    ['curly quotes in comments', '- a = 1 # “x', '- a = 1 # “x'],
    ['apostrophes', '- a = "don’t"', '- a = "don’t"'],
    ['bullets', '• a = 1\n  – b = 2\n* c = 3\n— d = 4\n·\te = 5', '- a = 1\n  - b = 2\n- c = 3\n- d = 4\n-\te = 5'],
    ['a star that is no bullet', '*bold*', '*bold*'],
    ['code fences', '```\nLOOP a\nEND\n```\n', '   \nLOOP a\nEND\n   \n'],
    ['code fences with a language', '~~~loop\nLOOP a\nEND\n~~~', '       \nLOOP a\nEND\n   '],
    ['code fences on the same lines', '```LOOP a\nEND```', '   LOOP a\nEND   '],
    ['a line that goes on', '- a = f(b,\n    c)', '- a = f(b,     c)'],
    ['a line that goes on behind a comment', '- a = [1, # one (\n  2]', '- a = [1,           2]'],
    ['an open bracket before a bullet', '- a = f(b\n- c = 1', '- a = f(b\n- c = 1'],
    ['an open bracket before a keyword', '- a = [1\nEND', '- a = [1\nEND'],
    ['an open bracket before an empty line', '- a = [1\n\n2]', '- a = [1\n\n2]'],
    ['an open quote', '- a = f("b\n- c = 1', '- a = f("b\n- c = 1'],
    ['rooms', '- a = f(#team, “x”) #note “y”', '- a = f(#team, "x") #note “y”'],
    ['rooms behind keywords', 'SAY “x” IN #team # “y”', 'SAY "x" IN #team # “y”'],
    ['comments behind sections', 'STEPS: #todo (\n  x', 'STEPS: #todo (\n  x'],
  ])('undoes %s, letter for letter', (_what, written, plain) => {
    const { text, findings } = normalise(written);
    expect(text).toBe(plain);
    expect(text).toHaveLength(written.length);
    expect(findings).toEqual([]);
  });

  it.each<[string, string, number]>([
    ['NUL', 'a\u0000b', 1],
    ['a bell inside a text', '"ding\u0007"', 5],
    ['delete', '\u007f', 0],
    ['next line', 'a\u0085b', 1],
    ['half a pair', 'a = "\ud83d"', 5],
    ['an order switch inside a text', '"a\u202eb"', 2],
    ['an order switch inside a comment', '# a\u2067b', 3],
    ['an order mark inside a comment', '# a\u200fb', 3],
    ['letters nobody sees', '"a\u{e0041}b"', 2],
    ['a zero-width space between names', 'as\u200bsess', 2],
    ['a soft hyphen between names', 'as\u00adsess', 2],
    ['a byte order mark further on', 'a\ufeff', 1],
  ])('refuses %s with its place', (_what, written, at) => {
    const { text, findings } = normalise(written);
    expect(findings.map(({ code, span }) => [code, span.start])).toEqual([['loop.bad_character', at]]);
    expect(text).toHaveLength(written.length);
  });

  it.each(['"a\u200fb"', '"👩\u200d🚒"', '# 👩\u200d🚒', '"日本"'])('leaves alone what people write: %s', (written) => {
    expect(normalise(written)).toMatchObject({ text: written, findings: [] });
  });

  it('tells comments apart from rooms', () => {
    const comments = (text: string) => normalise(text).comments.map(({ start, end }) => text.slice(start, end));
    expect(comments('- a = f(#team) #b\nSTEPS: #c\n- SAY "#d" IN #ops # e\nEND #f\n- g == #h\n# i')).toEqual([
      '#b',
      '#c',
      '# e',
      '#f',
      '# i',
    ]);
  });
});
