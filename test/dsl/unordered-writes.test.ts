import { compileProgram } from '../../dsl/compile.ts';

/** What is said about lines over inputs of a loop that deploys, looks and tells. */
function warnings(...lines: readonly string[]): string[] {
  const source = [
    'LOOP deploy_all',
    '  INPUT: service: text, other: text, hosts: list<text>, room: room, free',
    '  TOOLS:',
    '    - deploy(service: text, mode: "fast"|"slow" = "slow", notes: any = null) -> {id: text} = HOST echo',
    '    - look(service: text) -> {id: text, ok: bool} = READ HOST echo',
    '    - tell(room: room, body: any) = HOST echo',
    '  STEPS:',
    ...lines.map((line) => `    ${line}`),
    '    - used = [service, other, hosts, room, free]',
    'END',
  ].join('\n');
  const { problems } = compileProgram(source, { dependencies: new Map(), offline: false });
  return problems.map(({ code, line, column, hint }) => `${code} ${line - 7}:${column} ${hint}`);
}

describe('lines that work on the same thing', () => {
  it.each<[string, ...string[]]>([
    ['only look', '- a = look(service)', '- b = look(service)'],
    ['look before one changes it', '- a = look(service)', '- b = deploy(service)'],
    ['use what it gave', '- a = deploy(service)', '- b = deploy(service, notes: a)'],
    ['come after it', '- a = deploy(service)', '- b = look(service) AFTER a'],
    [
      'come after what comes after it',
      '- a = deploy(service)',
      '- b = look(other) AFTER a',
      '- c = deploy(service) WHEN b.ok',
    ],
    ['are held by a line without a name', '- a = deploy(service)', '- WAIT 1m', '- b = look(service)'],
    ['have no name themselves', '- deploy(service)', '- b = look(service)'],
    [
      'work on different things',
      '- a = deploy(service)',
      '- b = deploy(other)',
      '- c = deploy("api")',
      '- d = deploy("web")',
    ],
    [
      'are in different branches',
      '- IF hosts == []:',
      '- a = deploy(service)',
      'ELSE:',
      '- b = deploy(service)',
      'END',
    ],
    ['share only how it is done', '- a = deploy(service, "fast")', '- b = deploy(other, "fast")'],
    ['only tell a room', '- a = tell(room, service)', '- b = tell(room, other)'],
    [
      'are about the items of two lists',
      '- a = FOR host IN hosts: deploy(host)',
      '- b = FOR host IN [other]: deploy(host)',
    ],
    ['are of no known type', '- a = deploy(free)', '- b = look(free)'],
  ])('may do so when they %s', (_what, ...lines) => {
    expect(warnings(...lines)).toEqual([]);
  });

  it.each<[string, string, ...string[]]>([
    ['a name', '2:16 Add AFTER a behind this line.', '- a = deploy(service)', '- b = look(service)'],
    ['a field', '3:18 Add AFTER a behind this line.', '- x = look(other)', '- a = deploy(x.id)', '- b = deploy(x.id)'],
    ['a fixed text', '2:27 Add AFTER a behind this line.', '- a = deploy("api")', '- b = deploy(service: "api")'],
    [
      'a call inside a call',
      '2:23 Add AFTER a behind this line.',
      '- a = deploy(service)',
      '- b = deploy(look(service).id)',
    ],
    [
      'lines of one FOR',
      '3:16 Add AFTER a behind this line.',
      '- all = FOR host IN hosts:',
      '- a = deploy(host)',
      '- b = look(host)',
      'END',
    ],
    [
      'a line in a branch',
      '3:16 Add AFTER a behind this line.',
      '- a = deploy(service)',
      '- IF hosts == []:',
      '- b = look(service)',
      'END',
    ],
    [
      'a branch above',
      '4:16 Add AFTER a behind this line.',
      '- IF hosts == []:',
      '- a = deploy(service)',
      'END',
      '- b = look(service)',
    ],
  ])('are told of by %s', (_what, expected, ...lines) => {
    expect(warnings(...lines)).toEqual([`loop.unordered_write ${expected}`]);
  });
});
