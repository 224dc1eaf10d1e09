import { enterRoom } from '../../client/cli/enter-room.ts';
import type { Session } from '../../client/cli/session.ts';
import type { RoomMessage } from '../../client/loom.ts';
import { fakeFiles, fakeLoom } from '../support/fake-loom.ts';
import { at, openQuestion } from '../support/run-views.ts';
import { fakeTerminal } from '../support/screens.ts';

const progress = {
  tell: () => undefined,
  rest: () => undefined,
  notice: () => undefined,
  step: <T>(_: string, work: () => Promise<T>) => work(),
};

/** A room of a terminal, opened over a loom without services. */
function open() {
  const loom = fakeLoom();
  const terminal = fakeTerminal(true, '');
  const session: Session = {
    loom: async () => loom,
    found: async () => loom,
    services: () => null,
    close: async () => undefined,
  };
  const left = enterRoom({
    terminal,
    session,
    progress,
    files: fakeFiles,
    home: '/nowhere',
    matrix: false,
    folder: '/nowhere',
    history: { lines: [], remember: () => undefined },
    signal: new AbortController().signal,
    startedAt: Date.now(),
    listen: () => undefined,
  });
  return { loom, terminal, left, out: terminal.paper.out };
}

const run = 'loop/r-7f3k2m9q4a';
const said = (change: Partial<RoomMessage> = {}): RoomMessage => ({
  kind: 'say',
  path: '1.say',
  room: 'terminal',
  text: 'INC-42 is critical',
  at: at(1),
  run,
  question: null,
  ...change,
});

describe('the room while it is open', () => {
  test('shows what runs say above the prompt', async () => {
    const { loom, terminal, left, out } = open();
    await out.shows('loom>');
    loom.announce(said());
    await out.shows('INC-42 is critical');
    await out.shows('loom>', 2);
    terminal.input.write('quit\r');
    expect(await left).toBe(0);
    loom.announce(said({ text: 'too late' }));
    expect(out.written).not.toContain('too late');
  });

  test('shows a question with what to type, and takes the answer', async () => {
    const { loom, terminal, left, out } = open();
    await out.shows('loom>');
    loom.announce(said({ kind: 'ask', room: '#incidents', question: openQuestion({ room: '#incidents', votes: 0 }) }));
    await out.shows('approve 3 (yes)');
    expect(out.written).toContain('r-7f3k2m9q4a in #incidents');
    terminal.input.write('approve 3 --as ann\r');
    await out.shows('1 of 2 so far');
    terminal.input.write('quit\r');
    await left;
    const [, , , caller] = loom.calls.find(([name]) => name === 'runs.answer') ?? [];
    expect(caller).toMatchObject({ requester: '@ann', room: 'terminal', level: 100, everywhere: true });
  });
});
