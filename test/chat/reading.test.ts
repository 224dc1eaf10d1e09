import fc from 'fast-check';
import { takeBlocks } from '../../client/chat/blocks.ts';
import { type Hearing, type Reading, read } from '../../client/chat/reading.ts';
import { plainTyping } from '../../client/chat/typography.ts';
import { commands } from '../../client/commands/index.ts';
import { LoomError } from '../../domain/errors.ts';
import { hearing, say } from '../support/chat.ts';

/** The command and its arguments, or how it was refused, or that nothing was said to us. */
function heard(reading: Reading): unknown {
  if (reading.kind === 'spoken') return [reading.spoken.command.name, reading.spoken.args];
  return reading.kind === 'refused' ? [reading.error.code, reading.error.message, reading.error.hint] : 'silence';
}
const hear = (body: string, change: Partial<Hearing> = {}, said: Parameters<typeof say>[1] = {}): unknown =>
  heard(read(say(body, said), hearing(change)));
const status = (run: string) => ['status', { run }];

describe('a message is said to us', () => {
  it.each([
    ['with the prefix', '!loom status r-7f', {}],
    ['whatever its case', '!LOOM Status r-7f', {}],
    ['with the prefix of the room', '!ops status r-7f', { prefix: '!ops' }],
    ['by our name', '@loom:loom.test status r-7f', {}],
    ['by our short name', '@loom: status r-7f', {}],
    ['by the name we have in the room', 'HoloLoom, status r-7f', { displayName: 'HoloLoom' }],
    ['without anything where nobody else is', 'status r-7f', { isDirect: true }],
    ['in the thread of a run', 'status r-7f', { inThreadOfRun: true }],
  ])('%s', (_, body, change) => {
    expect(hear(body, change)).toEqual(status('r-7f'));
  });

  it('by a mention, under whatever name the client writes', () => {
    expect(hear('Weaver: status r-7f')).toBe('silence');
    expect(hear('Weaver: status r-7f', {}, { mentions: ['@loom:loom.test'] })).toEqual(status('r-7f'));
  });

  it('below the quotation of the message it answers, which says nothing', () => {
    const body = '> <@ann:loom.test> !loom cancel r-1\n> now\n\n!loom status r-7f';
    expect(hear(body, {}, { isReply: true })).toEqual(status('r-7f'));
    expect(hear('> !loom cancel r-1', {}, { isReply: true })).toBe('silence');
  });

  it.each([
    ['people talk to each other', 'status of the deploy?', {}, {}],
    ['the prefix goes on', '!loomy status', {}, {}],
    ['another prefix holds here', '!loom status r-7f', { prefix: '!ops' }, {}],
    ['a bot speaks', '!loom status r-7f', {}, { messageType: 'm.notice' }],
    ['somebody acts', '!loom status r-7f', {}, { messageType: 'm.emote' }],
    ['people talk about a run in its thread', 'looks good to me', { inThreadOfRun: true }, {}],
    ['we are mentioned in passing', 'ask @loom:loom.test about it', {}, { mentions: ['@loom:loom.test'] }],
  ])('not when %s', (_, body, change, said) => {
    expect(hear(body, change, said)).toBe('silence');
  });
});

describe('a command', () => {
  it('may be typed on a telephone', () => {
    expect(plainTyping('say=“it’s fine” —limit 3 ‘a b’')).toBe('say="it\u2019s fine" --limit 3 \'a b\'');
    expect(hear('!loom run triage note=“two words”')).toEqual([
      'run',
      { program: 'triage', inputs: { note: 'two words' } },
    ]);
    expect(hear('!loom runs —limit 5')).toEqual(['runs', { limit: 5 }]);
  });

  it('that is none gets the nearest one', () => {
    expect(hear('!loom rnu triage')).toEqual([
      'command.unknown',
      'I do not know "rnu".',
      'Did you mean "run"? Type "help" to see the commands.',
    ]);
    expect(hear('!loom market shwo triage')).toEqual([
      'command.unknown',
      'I do not know "market shwo".',
      expect.stringContaining('"market show"'),
    ]);
  });

  it('of the terminal does not work here', () => {
    expect(hear('!loom quit')).toEqual(['command.unknown', '"quit" does not work here.', expect.anything()]);
  });

  it('left out asks for help', () => {
    expect(hear('!loom')).toEqual(['help', { command: [] }]);
  });

  it.each(['\0', '\ud800', '\udfff'])('with a character that is none is refused', (character) => {
    expect(hear(`!loom status r-7f${character}`)).toEqual([
      'chat.unreadable_text',
      expect.anything(),
      expect.anything(),
    ]);
    expect(hear(`between us${character}`)).toBe('silence');
  });

  it('with an open quote is refused', () => {
    expect(hear('!loom run triage note="two words')).toMatchObject([
      'command.bad_arguments',
      'The quote " is never closed.',
      {},
    ]);
  });
});

describe('in the thread of a run', () => {
  const inThread = { inThreadOfRun: true, runOfThread: 'r-7f3k' };

  it('commands about a run are about that one', () => {
    expect(hear('cancel', inThread)).toEqual(['cancel', { run: 'r-7f3k' }]);
    expect(hear('!loom approve', inThread)).toEqual(['approve', { run: 'r-7f3k' }]);
    expect(hear('answer promote', inThread)).toEqual(['answer', { run: 'r-7f3k', words: ['promote'] }]);
    expect(hear('questions', inThread)).toEqual(['questions', { run: 'r-7f3k', everywhere: false }]);
  });

  it('unless they name another', () => {
    expect(hear('cancel r-2', inThread)).toEqual(['cancel', { run: 'r-2' }]);
    expect(hear('answer 3 promote', inThread)).toEqual(['answer', { run: '3', words: ['promote'] }]);
  });
});

describe('what is pasted', () => {
  const program = 'LOOP nightly\n  STEPS:\n    - a = 1\nEND';

  it('is the program of the command', () => {
    expect(hear(`!loom check\n\`\`\`loop\n${program}\n\`\`\``)).toEqual(['check', { files: ['-'], offline: false }]);
    expect(hear(`!loom run limit=5\n~~~\n${program}\n~~~`)).toEqual(['run', { program: '-', inputs: { limit: '5' } }]);
    expect(hear(`!loom\n\`\`\`\n${program}\n\`\`\``)).toEqual(['plan', { program: '-', inputs: {} }]);
  });

  it('needs no fences when it is a program', () => {
    expect(hear(`!loom check\n${program}`)).toEqual(['check', { files: ['-'], offline: false }]);
    expect(takeBlocks(`check\n${program}`)).toEqual({ blocks: [{ kind: 'loop', text: program }], rest: 'check' });
    expect(takeBlocks(program)).toEqual({ blocks: [{ kind: 'loop', text: program }], rest: '' });
  });

  it('keeps its quotes', () => {
    const reading = read(say('!loom check\n```loop\nLOOP x\n  # “so”\nEND\n```'), hearing());
    expect(reading).toMatchObject({ blocks: [{ kind: 'loop', text: 'LOOP x\n  # “so”\nEND\n' }] });
  });

  it('gives the inputs as JSON', () => {
    expect(hear('!loom run triage\n```json\n{"repo": "a b", "limit": 5, "tags": ["x"]}\n```')).toEqual([
      'run',
      { program: 'triage', inputs: { repo: 'a b', limit: '5', tags: '["x"]' } },
    ]);
    expect(hear('!loom emit digest.ack ```{"ok": true}```')).toMatchObject(['emit', { data: { ok: 'true' } }]);
  });

  it.each([
    ['!loom status r-7f\n```\nLOOP x\nEND\n```', '"status" takes no program.'],
    ['!loom status r-7f\n```\n{}\n```', '"status" takes no values.'],
    ['!loom run triage\n```\nsome text\n```', 'I cannot tell what the block is.'],
    ['!loom run\n```\nLOOP a\nEND\n```\n```\nLOOP b\nEND\n```', 'Two programs are pasted.'],
  ])('must be something the command takes', (body, message) => {
    expect(hear(body)).toMatchObject(['command.bad_arguments', message, {}]);
  });

  it('is a package when it is published', () => {
    expect(hear(`!loom market publish\n\`\`\`json\n{}\n\`\`\`\n\`\`\`\n${program}\n\`\`\``)).toEqual([
      'market publish',
      { folder: '-' },
    ]);
  });
});

describe('whatever the text', () => {
  const verbs = commands.flatMap(({ name, aliases, examples }) => [name, ...aliases, ...examples]);
  const glue = fc.constantFrom(
    ' ',
    '\n',
    '"',
    "'",
    '“',
    '```',
    '```json\n',
    '=',
    '--',
    '{',
    '}',
    '-',
    '\0',
    '\ud83d',
    '@',
    ':',
    '> ',
  );
  const piece = fc.oneof(
    fc.constantFrom(...verbs, '!loom', 'LOOP x', 'END', 'r-7f'),
    glue,
    fc.string({ unit: 'binary' }),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  it('it is a command, a refusal with a reason, or silence', () => {
    fc.assert(
      fc.property(text, fc.boolean(), fc.boolean(), fc.boolean(), (body, isDirect, inThreadOfRun, isReply) => {
        const reading = read(
          say(`${isDirect ? '' : '!loom '}${body}`, { isReply }),
          hearing({ isDirect, inThreadOfRun, runOfThread: inThreadOfRun ? 'r-1' : null }),
        );
        if (reading.kind === 'refused') {
          expect(reading.error).toBeInstanceOf(LoomError);
          expect(reading.error.code).not.toBe('internal.unexpected');
          expect(reading.error.hint).not.toBe('');
        }
        if (reading.kind === 'spoken') expect(commands).toContain(reading.spoken.command);
      }),
      { numRuns: 3_000 },
    );
  });

  it('people who talk to each other are left alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (body) => {
        fc.pre(!/^\s*(?:!loom|@loom)/i.test(body));
        expect(read(say(body), hearing()).kind).toBe('silence');
      }),
    );
  });

  it.each(
    commands.flatMap(({ name, places, examples }) =>
      places.includes('chat') ? examples.map((each) => [each, name]) : [],
    ),
  )('"!loom %s" is read as the terminal reads it', (example, name) => {
    expect(read(say(`!loom ${example}`), hearing())).toMatchObject({ kind: 'spoken', spoken: { command: { name } } });
  });
});
