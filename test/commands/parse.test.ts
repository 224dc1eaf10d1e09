import { z } from 'zod';
import type { Place } from '../../client/commands/command.ts';
import { commands } from '../../client/commands/index.ts';
import { splitLine } from '../../client/commands/line.ts';
import { type Mouth, parse, usageOf } from '../../client/commands/parse.ts';

const mouth = (place: Place): Mouth => ({
  place,
  commands,
  optionsFor: () => z.object({ json: z.boolean().default(false) }),
});
const spoken = (line: string, place: Place = 'terminal room') => {
  const { command, args, options } = parse(splitLine(line), mouth(place));
  return { name: command.name, args, options };
};
const refused = (line: string, place: Place = 'terminal room') => {
  try {
    return `understood as ${spoken(line, place).name}`;
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint: string };
    return [code, message, hint];
  }
};

describe('words become commands', () => {
  test.each([
    [
      'run security-incident-pro incident_id=INC-42',
      'run',
      { program: 'security-incident-pro', inputs: { incident_id: 'INC-42' } },
    ],
    ['RUN x', 'run', { program: 'x', inputs: {} }],
    ['run x a=-1 b= c=d=e', 'run', { program: 'x', inputs: { a: '-1', b: '', c: 'd=e' } }],
    ['runs', 'runs', { limit: 20 }],
    ['runs --limit 5', 'runs', { limit: 5 }],
    ['runs --limit=5', 'runs', { limit: 5 }],
    ['ps', 'runs', { limit: 20 }],
    ['market', 'market', {}],
    ['Market Show forensic-tools', 'market show', { package: 'forensic-tools' }],
    ['check a.loop b.loop --offline', 'check', { files: ['a.loop', 'b.loop'], offline: true }],
    ['check --offline a.loop', 'check', { files: ['a.loop'], offline: true }],
    ['exit', 'quit', {}],
    ['help market show', 'help', { command: ['market', 'show'] }],
    ['run --help', 'help', { command: ['run'] }],
    ['market show -h', 'help', { command: ['market show'] }],
    ['--help', 'help', { command: [] }],
  ])('%s', (line, name, args) => {
    expect(spoken(line)).toEqual({ name, args, options: { json: false } });
  });

  test('keeps the options of the mouth apart from the arguments of the command', () => {
    expect(spoken('status r-7f --json')).toEqual({ name: 'status', args: { run: 'r-7f' }, options: { json: true } });
  });

  test.each([
    ['rnu x', ['command.unknown', 'I do not know "rnu".', 'Did you mean "run"? Type "help" to see the commands.']],
    [
      'stauts x',
      ['command.unknown', 'I do not know "stauts".', 'Did you mean "status"? Type "help" to see the commands.'],
    ],
    ['xyzzy', ['command.unknown', 'I do not know "xyzzy".', 'Type "help" to see the commands.']],
    [
      'market shwo x',
      [
        'command.unknown',
        'I do not know "market shwo".',
        'Did you mean "market show"? Type "help" to see the commands.',
      ],
    ],
    ['worker', ['command.unknown', '"worker" does not work here.', 'Type "help" to see what does.']],
    ['run', ['command.bad_arguments', "Missing required argument 'PROGRAM'.", 'Usage: run PROGRAM [name=value ...]']],
    [
      'runs x',
      ['command.bad_arguments', 'Too many arguments. Expected 0 arguments but got 1.', 'Usage: runs [--limit NUMBER]'],
    ],
    [
      'check a --offlin',
      [
        'command.bad_arguments',
        "Unknown option '--offlin'. Did you mean --offline?",
        'Usage: check FILE ... [--offline]',
      ],
    ],
    [
      'runs --limit 0',
      ['command.bad_arguments', '--limit must be a whole number from 1 to 500.', 'Usage: runs [--limit NUMBER]'],
    ],
    [
      'runs --limit 1.5',
      ['command.bad_arguments', '--limit must be a whole number from 1 to 500.', 'Usage: runs [--limit NUMBER]'],
    ],
    [
      'run x y',
      [
        'command.bad_arguments',
        '"y" is not an input.',
        'Give inputs as name=value, with quotes around a value that has spaces: note="two words".',
      ],
    ],
    ['run x a=1 a=2', ['command.bad_arguments', 'Input "a" is given twice.', 'Give each input once.']],
    ['run "x', ['command.bad_arguments', 'The quote " is never closed.', 'Add a " where it ends.']],
  ])('refuses %s and says what would be right', (line, expected) => {
    expect(refused(line)).toEqual(expected);
  });

  test('offers a place only what works there', () => {
    expect(refused('worker', 'command line')).toBe('understood as worker');
    expect(refused('quit', 'command line')[0]).toBe('command.unknown');
    expect(refused('quit', 'chat')[0]).toBe('command.unknown');
    expect(refused('worker', 'chat')[0]).toBe('command.unknown');
  });
});

describe('every command', () => {
  test.each(commands.map((command) => [command.name, command] as const))('%s is told well', (_, command) => {
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    expect(command.examples.length).toBeGreaterThan(0);
    expect(usageOf(command).startsWith(command.name)).toBe(true);
    for (const place of command.places) {
      for (const example of command.examples) {
        expect(parse(splitLine(example), mouth(place)).command).toBe(command);
      }
    }
    for (const [key, field] of Object.entries(command.args.shape)) {
      expect([key, (field as z.ZodType).meta()?.description]).toEqual([key, expect.stringMatching(/^[A-Z].*[^.]$/)]);
    }
  });

  test('has names and aliases of its own', () => {
    const names = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('lines become words', () => {
  test.each<[string, string[]]>([
    ['run x note="two words"', ['run', 'x', 'note=two words']],
    [`run x note='it is "so"'`, ['run', 'x', 'note=it is "so"']],
    ['run x data={"a": [1, 2]} b=2', ['run', 'x', 'data={"a": [1, 2]}', 'b=2']],
    ['run x list=["a b", "c"]', ['run', 'x', 'list=["a b", "c"]']],
    [`run x data='{"a": 1}'`, ['run', 'x', 'data={"a": 1}']],
    ['run x note="see y={} there"', ['run', 'x', 'note=see y={} there']],
    ['run x data={broken json}', ['run', 'x', 'data={broken', 'json}']],
    ['run x data={"a":1}b', ['run', 'x', 'data={a:1}b']],
    ['  a   b\t', ['a', 'b']],
    ['""', ['']],
    ['', []],
    ['a\\b', ['a\\b']],
  ])('%s', (line, words) => {
    expect(splitLine(line)).toEqual(words);
  });
});
