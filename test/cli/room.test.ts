import { openRoom, type RoomOptions } from '../../client/cli/room.ts';
import { type FakeTerminal, fakeTerminal } from '../support/screens.ts';

function enter(terminal: FakeTerminal, change: Partial<RoomOptions> = {}) {
  const said: string[] = [];
  const remembered: string[] = [];
  const leave = new AbortController();
  const room = openRoom({
    terminal,
    prompt: 'loom> ',
    history: { lines: ['market', 'runs'], remember: (line) => void remembered.push(line) },
    complete: async (line) => [['run '], line],
    say: async (line) => {
      said.push(line);
      terminal.paper.out.write(`<${line}>\n`);
      return line === 'quit' ? 'leave' : 'stay';
    },
    leave: leave.signal,
    ...change,
  });
  return { room, said, remembered, leave };
}

describe('the room behind a pipe', () => {
  test('does line after line, without a prompt, and leaves at the end', async () => {
    const terminal = fakeTerminal(false);
    const { room, said } = enter(terminal);
    terminal.input.end('help\n\n  \nruns --limit 3\r\nlast without end');
    await room.left;
    expect(said).toEqual(['help', 'runs --limit 3', 'last without end']);
    expect(terminal.paper.out.written).toBe('<help>\n<runs --limit 3>\n<last without end>\n');
  });

  test('does nothing after it was told to leave', async () => {
    const terminal = fakeTerminal(false);
    const { room, said } = enter(terminal);
    terminal.input.write('quit\nhelp\n');
    await room.left;
    expect(said).toEqual(['quit']);
  });

  test('leaves when the process is told to stop, whatever is going on', async () => {
    const terminal = fakeTerminal(false);
    const { room, leave } = enter(terminal, {
      say: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('stay'))),
    });
    terminal.input.write('watch r-7f\nhelp\n');
    await new Promise((resolve) => setImmediate(resolve));
    leave.abort();
    await room.left;
  });

  test('shows notices on the side', async () => {
    const terminal = fakeTerminal(false);
    const { room } = enter(terminal);
    room.notify('! The worker ended.');
    terminal.input.end();
    await room.left;
    expect(terminal.paper).toMatchObject({ out: { written: '' }, err: { written: '! The worker ended.\n' } });
  });
});

describe('the room in a terminal', () => {
  test('puts a line at the prompt that a command asks for, to be sent or deleted', async () => {
    const terminal = fakeTerminal(true);
    const lines: string[] = [];
    const { room } = enter(terminal, {
      say: async (line) => {
        lines.push(line);
        terminal.paper.out.write(`<${line}>\n`);
        return line === 'quit' ? 'leave' : line === 'ask' ? { next: 'agree 4c1e9a' } : 'stay';
      },
    });
    const { out } = terminal.paper;
    await out.shows('loom> ');
    terminal.input.write('ask\r');
    await out.shows('agree 4c1e9a');
    terminal.input.write('\r');
    await out.shows('<agree 4c1e9a>');
    terminal.input.write('ask\r');
    await out.shows('agree 4c1e9a', 3);
    terminal.input.write('\u0015quit\r');
    await room.left;
    expect(lines).toEqual(['ask', 'agree 4c1e9a', 'ask', 'quit']);
  });

  test('prompts, remembers what was typed, and completes', async () => {
    const terminal = fakeTerminal(true);
    const { room, said, remembered } = enter(terminal);
    await terminal.paper.out.shows('loom> ');
    terminal.input.write('help\r');
    await terminal.paper.out.shows('<help>');
    terminal.input.write('ru\t');
    await terminal.paper.out.shows('run ');
    terminal.input.write('x\r');
    await terminal.paper.out.shows('<run x>');
    terminal.input.write('quit\r');
    await room.left;
    expect(said).toEqual(['help', 'run x', 'quit']);
    expect(remembered).toEqual(['help', 'run x', 'quit']);
    expect(terminal.input.isRaw).toBe(false);
  });

  test('knows what was typed at earlier times', async () => {
    const terminal = fakeTerminal(true);
    const { room, said } = enter(terminal);
    await terminal.paper.out.shows('loom> ');
    terminal.input.write('\u001b[A\u001b[A\r');
    await terminal.paper.out.shows('<runs>');
    terminal.input.write('\u0004');
    await room.left;
    expect(said).toEqual(['runs']);
  });

  test('Ctrl-C stops looking at a command that goes on, and the room stays', async () => {
    const terminal = fakeTerminal(true);
    const stopped: string[] = [];
    const { room } = enter(terminal, {
      say: (line, signal) =>
        new Promise((resolve) => {
          terminal.paper.out.write(`<${line}>`);
          signal.addEventListener('abort', () => {
            stopped.push(line);
            resolve('stay');
          });
          if (line === 'quit') resolve('leave');
        }),
    });
    await terminal.paper.out.shows('loom> ');
    terminal.input.write('watch r-7f\r');
    await terminal.paper.out.shows('<watch r-7f>');
    terminal.input.write('\u0003');
    await terminal.paper.out.shows('loom> ', 2);
    terminal.input.write('quit\r');
    await room.left;
    expect(stopped).toEqual(['watch r-7f']);
  });

  test('keys typed while a command runs wait for the prompt', async () => {
    const terminal = fakeTerminal(true);
    let finish: (next: 'stay') => void = () => undefined;
    const { room } = enter(terminal, {
      say: (line) => {
        terminal.paper.out.write(`<${line}>`);
        if (line === 'quit') return Promise.resolve('leave');
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    await terminal.paper.out.shows('loom> ');
    terminal.input.write('first\r');
    await terminal.paper.out.shows('<first>');
    terminal.input.write('qu');
    await new Promise((resolve) => setImmediate(resolve));
    expect(terminal.paper.out.written.endsWith('<first>')).toBe(true);
    room.notify('! The worker ended.');
    await terminal.paper.err.shows('! The worker ended.');
    finish('stay');
    await terminal.paper.out.shows('loom> qu');
    terminal.input.write('it\r');
    await room.left;
    expect(terminal.paper.out.written).toContain('<quit>');
  });

  test('Ctrl-C empties the line first, and leaves when it is empty', async () => {
    const terminal = fakeTerminal(true);
    const { room, said } = enter(terminal);
    await terminal.paper.out.shows('loom> ');
    terminal.input.write('run half');
    await terminal.paper.out.shows('run half');
    terminal.input.write('\u0003');
    terminal.input.write('help\r');
    await terminal.paper.out.shows('<help>');
    terminal.input.write('\u0003');
    await room.left;
    expect(said).toEqual(['help']);
  });

  test('a notice appears above the prompt and leaves what is being typed', async () => {
    const terminal = fakeTerminal(true);
    const { room } = enter(terminal);
    await terminal.paper.out.shows('loom> ');
    terminal.input.write('run ha');
    await terminal.paper.out.shows('run ha');
    room.notify('! Port 5432 is taken.');
    expect(terminal.paper.out.written).toContain('\r\u001b[K! Port 5432 is taken.\n');
    await terminal.paper.out.shows('taken.\n\u001b[1G\u001b[0Jloom> run ha');
    terminal.input.write('\u0003\u0003');
    await room.left;
  });
});
