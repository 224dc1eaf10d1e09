import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProgram } from '../../../dsl/format/index.ts';

/** The same lines in a loop as people and chat programs may have written them, and as they should be. */
const steps = (...lines: readonly string[]): string => ['LOOP test', 'STEPS:', ...lines, 'END'].join('\n');
const formatted = (...lines: readonly string[]): string[] => {
  const { text, problems } = formatProgram(steps(...lines));
  expect(problems).toEqual([]);
  return (text ?? '').split('\n').slice(2, -2);
};
const long = (letter: string): string => letter.repeat(45);

describe('a formatted program', () => {
  it('is indented by block, with bullets, straight quotes and spaces around operators', () => {
    const { text } = formatProgram(
      `\`\`\`loop
LOOP  acme/on_call   1.2.0 “Wake whoever is on call”
INPUT:incident_id:text , room:room=#on-call
  • within : duration=2h
TOOLS:
* ring( who:text,level:"low" | "high"="high" )->{answered:bool,}=READ  HOST pager/ring
STEPS:
– IF a.load>=0.9&&!b:
•  c=ring( who:"{ name }" )
ELSE IF a≠1:
- d=a?[1,- 2]:{host , n:-x}
ELSE:
- e = hosts.filter(h=>h . name)
END
OUTPUT:
{c}
END
TOOLS pager
- page(who)=HOST pager/page
END
\`\`\``.replace('h . name', 'h.name'),
    );
    expect(text).toBe(`LOOP acme/on_call 1.2.0 "Wake whoever is on call"
  INPUT: incident_id: text, room: room = #on-call
    - within: duration = 2h
  TOOLS:
    - ring(who: text, level: "low"|"high" = "high") -> {answered: bool} = READ HOST pager/ring
  STEPS:
    - IF a.load >= 0.9 && !b:
        - c = ring(who: "{name}")
      ELSE IF a != 1:
        - d = a ? [1, -2] : {host, n: -x}
      ELSE:
        - e = hosts.filter(h => h.name)
      END
  OUTPUT: {c}
END

TOOLS pager
  - page(who) = HOST pager/page
END
`);
  });

  it('has its clauses and their options in one order', () => {
    expect(formatted('- a = t() UNDO u() ELSE null RETRY 5 BACKOFF 2 EVERY 2s TIMEOUT 30s AFTER b,c WHEN d')).toEqual([
      '    - a = t() WHEN d AFTER b, c TIMEOUT 30s RETRY 5 EVERY 2s BACKOFF 2 ELSE null UNDO u()',
    ]);
    expect(formatted('- a = ASK "Go?" WITHIN 1h CHOICES ["yes"] NEED 2 FROM @ops IN room ELSE "no"')).toEqual([
      '    - a = ASK "Go?" IN room FROM @ops NEED 2 CHOICES ["yes"] WITHIN 1h ELSE "no"',
    ]);
  });

  it('has the blocks of FOR, REPEAT and FIRST closed where they were opened', () => {
    expect(
      formatted(
        ...[
          '- c = FOR h IN hosts KEEP  GOING MAX 5:',
          '- cut = t(h)',
          'YIELD {h,cut}',
          'END TIMEOUT 1h',
          '- REPEAT MAX 3:',
        ],
        ...['- n = t()', 'END UNTIL n>1 ELSE null', '- FIRST 2 :', '- x = WAIT 1h', 'END', '- FOR h IN hs:t(h) WHEN a'],
      ),
    ).toEqual([
      '    - c = FOR h IN hosts MAX 5 KEEP GOING:',
      '        - cut = t(h)',
      '        YIELD {h, cut}',
      '      END TIMEOUT 1h',
      '    - REPEAT MAX 3:',
      '        - n = t()',
      '      END UNTIL n > 1 ELSE null',
      '    - FIRST 2:',
      '        - x = WAIT 1h',
      '      END',
      '    - FOR h IN hs: t(h) WHEN a',
    ]);
  });

  it('keeps comments where they were', () => {
    expect(
      formatted(
        ...[
          '#about a',
          '- a = t() #behind a',
          '',
          '',
          '# before the end of the IF',
          '- IF a:',
          '- b = 1',
          '#last in it',
          'END',
        ],
        ...['- c = t( # first', '1, # one', '# alone', '2 )', '    # of the block above', '- d = 1', '  #!last'],
      ),
    ).toEqual([
      '    # about a',
      '    - a = t()  # behind a',
      '',
      '    # before the end of the IF',
      '    - IF a:',
      '        - b = 1',
      '        # last in it',
      '      END',
      '    - c = t(',
      '        # first',
      '        1,  # one',
      '        # alone',
      '        2,',
      '      )',
      '    # of the block above',
      '    - d = 1',
      '  #!last',
    ]);
  });

  it('gives a comment the depth of what it is about', () => {
    const text =
      'LOOP a\n  STEPS:\n    - b = 1\n    # still a step\n  # the result\n  OUTPUT: b\n  # the end\nEND\n# after it\n';
    expect(formatProgram(text).text).toBe(text.replace('# after', '\n# after'));
  });

  it('breaks the widest brackets of lines wider than 120 characters, and no others', () => {
    expect(formatted(`- a = t(${long('b')}, {${long('c')}, ${long('d')}}) ELSE f(1)`)).toEqual([
      '    - a = t(',
      `        ${long('b')},`,
      `        {${long('c')}, ${long('d')}},`,
      '      ) ELSE f(1)',
    ]);
    expect(formatted(`- a = t({${long('b')}, ${long('c')}, ${long('d')}})`)).toEqual([
      '    - a = t({',
      `        ${long('b')},`,
      `        ${long('c')},`,
      `        ${long('d')},`,
      '      })',
    ]);
    expect(formatted(`- a = t(${long('b')} && ${long('c')} && ${long('d')})`)).toEqual([
      '    - a = t(',
      `        ${long('b')} &&`,
      `          ${long('c')} &&`,
      `          ${long('d')},`,
      '      )',
    ]);
    expect(formatted(`- SAY "${long('b')}${long('c')}${long('d')}"`)).toHaveLength(1);
  });

  it('never begins a line with what would be a bullet, a comment or a keyword there', () => {
    expect(formatted(`- a = t(#ops, ${long('b')}, -1, ${long('c')}, {URL: ${long('d')}, ID: 1})`)).toEqual([
      '    - a = t(#ops,',
      `        ${long('b')}, -1,`,
      `        ${long('c')},`,
      `        {URL: ${long('d')}, ID: 1},`,
      '      )',
    ]);
  });

  it('leaves objects open whose author opened them', () => {
    expect(formatted('- a = {', 'b, c: 1 }')).toEqual(['    - a = {', '        b,', '        c: 1,', '      }']);
    expect(formatted('- a = { b,', 'c: 1 }')).toEqual(['    - a = {b, c: 1}']);
  });

  it('has a line for each input when they do not fit one', () => {
    const inputs = ['a', 'b', 'c'].map((letter) => `${long(letter)}: text`);
    expect(formatProgram(`LOOP x\n  INPUT: ${inputs.join(', ')}  # three\nEND`).text).toBe(
      `LOOP x\n  INPUT:  # three\n${inputs.map((input) => `    - ${input}\n`).join('')}END\n`,
    );
  });
});

describe('a text that is no program', () => {
  it('is left alone, with what cannot be read', () => {
    const { text, problems } = formatProgram(steps('- a = t(', '- b = 1', '- IF c:'));
    expect(text).toBeNull();
    expect(problems.map(({ code, line }) => `${line} ${code}`)).toEqual(['1 loop.missing_end', '3 loop.unclosed']);
    expect(formatProgram(steps('- a = "\u202e"')).problems).toMatchObject([{ code: 'loop.bad_character' }]);
    expect(formatProgram(`LOOP a\n${' '.repeat(70_000)}`).problems).toMatchObject([{ code: 'loop.too_long' }]);
  });

  it('may still be one that does not compile', () => {
    expect(formatProgram('LOOP a\nSTEPS:\n- b = nobody(knows)\nEND').text).toContain('    - b = nobody(knows)\n');
  });

  it('is the empty text too', () => {
    expect(formatProgram('').text).toBe('');
  });
});

describe('the programs of this repository', () => {
  const folder = join(__dirname, '..', 'whole');
  it.each(readdirSync(folder))('%s keeps its look but for long lines and the order of clauses', (file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    const { text } = formatProgram(source);
    const without = (program: string | null) => (program ?? '').replace(/\s+|,(?=\s*[)}\]])/g, '');
    expect(without(text)).toBe(
      without(source.replace('RETRY 5 EVERY 2s BACKOFF 2 TIMEOUT 30s', 'TIMEOUT 30s RETRY 5 EVERY 2s BACKOFF 2')),
    );
  });
});
