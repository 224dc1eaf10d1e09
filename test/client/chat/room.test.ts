import { z } from 'zod';
import type { Json } from '../../../domain/json.ts';
import {
  asks,
  bodyOf,
  type ChatBench,
  chatBench,
  fresh,
  hears,
  isAnswerTo,
  react,
  relationOf,
  saidBy,
} from '../../support/chat-room.ts';
import { describeMatrix, type Person, person } from '../../support/homeserver.ts';

const greeter = [
  '```loop',
  'LOOP greeter',
  '  INPUT: who: text',
  '  TOOLS:',
  '    - greet(who: text) -> text = READ HOST test/greet',
  '  STEPS:',
  '    - greeting = greet(who)',
  'END',
  '```',
].join('\n');
const asking = (ask: string): string =>
  ['```loop', 'LOOP asking', '  STEPS:', `    - ok = ASK "Delete it?" ${ask}`, 'END', '```'].join('\n');
const card = (state: Json) => ({ kind: 'run', state });
const cardOf = (content: Record<string, Json>): Record<string, Json> =>
  content['dev.hololoom.card'] as Record<string, Json>;

describeMatrix('a room with HoloLoom in it', () => {
  let bench: ChatBench;
  let ann: Person;
  let bob: Person;
  let eve: Person;
  let room: string;
  beforeAll(async () => {
    bench = await chatBench({ greet: ({ who }) => `Hello ${who}` });
    [ann, bob, eve] = await Promise.all([person('ann'), person('bob'), person('eve')]);
    room = await bench.room(ann, [bob, eve], { [bob.userId]: 50 });
  }, 60_000);
  afterAll(() => bench.close());

  it('shows a run as one card in a thread, up to its end, and calls whoever asked for it', async () => {
    const event = await ann.say(room, `!loom run who=Grace\n${greeter}`);
    const seen = await hears(
      bench,
      ann,
      room,
      (each) => isAnswerTo(each, event) && cardOf(each.content)?.state === 'completed',
    );
    expect(seen.body).toMatch(/^✓ greeter · completed · /);
    expect(seen.body).toContain('Hello Grace');
    expect(seen.body).toContain(`asked by ${ann.userId}`);
    expect(relationOf(seen.event)).toEqual({ type: 'm.thread', event });
    expect(cardOf(seen.content)).toMatchObject({
      ...card('completed'),
      id: expect.stringMatching(/^loop\/r-[0-9a-z]{10}$/),
    });
    expect(seen.content['m.mentions']).toEqual({ user_ids: [ann.userId] });
    const all = saidBy(await ann.read(room), bench.bot).filter((each) => isAnswerTo(each, event));
    expect(all).toHaveLength(1);
  });

  it('answers what is asked, and says why it does not', async () => {
    expect((await asks(bench, eve, room, '!loom whoami')).body).toContain(
      `${eve.userId}: member of this room, power level 0`,
    );
    expect((await asks(bench, eve, room, '!loom rnu x')).body).toMatch(
      /I do not know "rnu".\n.*Did you mean "run"\? Type "!loom help"/,
    );
    expect((await asks(bench, eve, room, '!loom status r-nothing')).body).toContain('Type "!loom runs"');
    const denied = await asks(bench, eve, room, '!loom config set prefix !x');
    expect(denied.body).toContain(`${eve.userId}, "config set" needs power level 50 here, and you have 0.`);
    expect((await asks(bench, eve, room, `!loom check\n${greeter}`)).body).toContain('the pasted program: no problems');
    expect((await asks(bench, eve, room, '!loom doctor')).body).toMatch(/my power/);
  });

  it('says once in an encrypted room that it cannot read it, and hears commands said in the clear', async () => {
    const closed = await bench.room(ann);
    await ann.setState(closed, 'm.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' });
    const secret = { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'x', session_id: 'y' };
    for (let time = 0; time < 2; time += 1) await ann.send(closed, 'm.room.encrypted', secret);
    await asks(bench, ann, closed, '!loom version');
    const told = saidBy(await ann.read(closed), bench.bot).filter(({ body }) => /encryption is off for me/.test(body));
    expect(told).toHaveLength(1);
  });

  it('takes the answer of who made the room, whom no list of levels names', async () => {
    const own = await bench.room(ann, [], {});
    const run = await bob.join(own).then(() => bob.say(own, `!loom run\n${asking('FROM 50')}`));
    const prompt = await hears(bench, ann, own, ({ content }) => cardOf(content)?.kind === 'prompt');
    expect((await asks(bench, ann, own, `!loom approve ${cardOf(prompt.content).id}`)).body).toMatch(/yes/);
    await hears(bench, ann, own, (seen) => isAnswerTo(seen, run) && cardOf(seen.content)?.state === 'completed');
  });

  it('leaves people alone who talk to each other, and bots', async () => {
    await ann.say(room, 'hello everybody');
    await ann.send(room, 'm.room.message', { msgtype: 'm.notice', body: '!loom version' });
    const before = (await asks(bench, ann, room, '!loom version')).event.event_id;
    const events = await ann.read(room);
    const from = events.findIndex((event) => bodyOf(event) === 'hello everybody');
    const answers = events
      .slice(from)
      .filter((event) => event.sender === bench.bot.userId && event.type === 'm.room.message');
    expect(answers.map(({ event_id }) => event_id)).toEqual([before]);
  });

  it('draws a plan, with its picture', async () => {
    const event = await ann.say(room, `!loom plan\n${greeter}`);
    const picture = await hears(
      bench,
      ann,
      room,
      (each) => isAnswerTo(each, event) && each.content.msgtype === 'm.image',
    );
    expect(picture.content).toMatchObject({
      body: 'greeter.png',
      info: { mimetype: 'image/png', w: expect.any(Number) },
    });
    await hears(
      bench,
      ann,
      room,
      (each) => isAnswerTo(each, event) && each.body.startsWith('greeter · 1 step in 1 wave'),
    );
  });

  it('takes reactions for answers, from people who may, until enough have said yes', async () => {
    const event = await eve.say(room, `!loom run\n${asking('NEED 2')}`);
    const prompt = await hears(
      bench,
      eve,
      room,
      (each) => relationOf(each.event).event === event && cardOf(each.content)?.kind === 'prompt',
    );
    expect(prompt.body).toContain('Delete it?');
    expect(prompt.body).toContain(`0 of 2 · from anybody here · not ${eve.userId}`);
    // Whoever asked for the run cannot answer, and is told so.
    await react(eve, room, prompt.event.event_id, '✅');
    await hears(bench, eve, room, (each) =>
      each.body.includes(`${eve.userId} started this run, and it needs 2 others.`),
    );
    const first = await react(bob, room, prompt.event.event_id, '👍🏽');
    const at = (text: string) =>
      hears(bench, eve, room, (each) => each.event.event_id === prompt.event.event_id && each.body.includes(text));
    await at('1 of 2');
    await bob.redact(room, first);
    await at(`${bob.userId} took back yes`);
    await at('0 of 2');
    await react(bob, room, prompt.event.event_id, '✔\ufe0f');
    await at('1 of 2');
    const number = cardOf(prompt.content).id;
    await asks(bench, ann, room, `!loom approve ${number}`);
    expect((await at(`yes: ${bob.userId}, ${ann.userId}`)).body).toMatch(/^✅/);
    await hears(bench, eve, room, (each) => isAnswerTo(each, event) && cardOf(each.content)?.state === 'completed');
    expect((await asks(bench, ann, room, '!loom audit verify')).body).toMatch(/entries, all as they were written/);
  });

  it('goes on with the same card when the bot is started again', async () => {
    const event = await ann.say(room, `!loom run\n${asking('FROM 50')}`);
    const prompt = await hears(
      bench,
      ann,
      room,
      (each) => relationOf(each.event).event === event && cardOf(each.content)?.kind === 'prompt',
    );
    await bench.restart();
    await react(bob, room, prompt.event.event_id, '❌');
    const seen = await hears(
      bench,
      ann,
      room,
      (each) => isAnswerTo(each, event) && cardOf(each.content)?.state === 'completed',
    );
    expect(seen.body).toContain('no');
    const mine = saidBy(await ann.read(room), bench.bot).filter((each) => relationOf(each.event).event === event);
    expect(mine.map((each) => cardOf(each.content).kind).sort()).toEqual(['prompt', 'run']);
  });

  it('shows many runs in one message, and the end of each on its own card', async () => {
    const busy = await bench.room(ann, [bob]);
    const waiting = (event: string) =>
      ['```loop', 'LOOP waiting', '  STEPS:', `    - a = WAIT FOR "${event}"`, 'END', '```'].join('\n');
    const asked: string[] = [];
    for (const event of ['go1', 'go2', 'go3', 'go4', 'go5'])
      asked.push(await bob.say(busy, `!loom run\n${waiting(event)}`));
    const digest = (text: RegExp) =>
      hears(bench, bob, busy, (each) => cardOf(each.content)?.kind === 'digest' && text.test(each.body));
    await digest(/^5 runs go on here\./);
    await asks(bench, ann, busy, '!loom emit go3');
    await hears(
      bench,
      bob,
      busy,
      (each) => isAnswerTo(each, asked[2] ?? '') && cardOf(each.content)?.state === 'completed',
    );
    await digest(/^4 runs go on here\./);
    for (const event of ['go1', 'go2', 'go4', 'go5']) await asks(bench, ann, busy, `!loom emit ${event}`);
    await digest(/^All of these runs are over\./);
    const seen = saidBy(await bob.read(busy), bench.bot)
      .map((each) => cardOf(each.content))
      .filter(Boolean);
    expect(seen.map(({ kind }) => kind).sort()).toEqual(['digest', 'run', 'run', 'run', 'run', 'run']);
    expect(seen.filter(({ state }) => state === 'completed')).toHaveLength(5);
  });

  it('hears what a run from elsewhere says and asks there, and answers it', async () => {
    const alias = `#${fresh('ops')}:${ann.userId.slice(ann.userId.indexOf(':') + 1)}`;
    await ann.ask(
      {
        method: 'PUT',
        path: `/_matrix/client/v3/directory/room/${encodeURIComponent(alias)}`,
        body: { room_id: room },
      },
      z.looseObject({}),
    );
    await ann.setState(room, 'm.room.canonical_alias', { alias });
    const local = alias.slice(0, alias.indexOf(':'));
    const source = [
      'LOOP elsewhere',
      '  STEPS:',
      `    - SAY "About to ask" IN ${local}`,
      `    - ok = ASK "Go on?" IN ${local}`,
      'END',
      '',
    ].join('\n');
    const caller = { requestId: fresh('r'), room: 'terminal', requester: '@dana' };
    const run = await bench.loom.loops.run({ program: { file: 'elsewhere.loop', source } }, caller);
    await hears(bench, ann, room, (each) => each.body === 'About to ask');
    const prompt = await hears(
      bench,
      ann,
      room,
      (each) => each.body.includes('Go on?') && cardOf(each.content)?.kind === 'prompt',
    );
    expect((await asks(bench, eve, room, `!loom approve ${cardOf(prompt.content).id}`)).body).toContain(
      'Decided: yes.',
    );
    const ended = await bench.loom.runs.watch(run.workflowId, () => undefined);
    expect(ended).toMatchObject({ status: 'completed', output: { ok: 'yes' } });
    // Of the run itself nothing is to be seen here.
    expect((await asks(bench, eve, room, `!loom status ${run.workflowId}`)).body).toContain('loop.run_not_found');
  });

  it('does nothing for an edit of what changes something, and cancels what was removed before it began', async () => {
    const event = await ann.say(room, '!loom status r-nothing');
    await hears(bench, ann, room, (each) => isAnswerTo(each, event));
    await ann.send(room, 'm.room.message', {
      msgtype: 'm.text',
      body: '* !loom version',
      'm.new_content': { msgtype: 'm.text', body: '!loom version' },
      'm.relates_to': { rel_type: 'm.replace', event_id: event },
    });
    // What only reads is answered anew, where it was answered before.
    const seen = await hears(bench, ann, room, (each) => isAnswerTo(each, event) && each.body.startsWith('HoloLoom '));
    expect(seen.edits).toBe(1);
    const waits = ['```loop', 'LOOP waits', '  STEPS:', '    - a = WAIT FOR "never"', 'END', '```'].join('\n');
    const started = await ann.say(room, `!loom run\n${waits}`);
    await hears(bench, ann, room, (each) => isAnswerTo(each, started));
    await ann.redact(room, started);
    await hears(
      bench,
      ann,
      room,
      (each) =>
        relationOf(each.event).event === started &&
        (cardOf(each.content)?.state === 'cancelled' || /has begun/.test(each.body)),
    );
  });

  it('has settings of its own', async () => {
    const other = await bench.room(ann, [eve]);
    const power = (await ann.read(other)).findLast(({ type }) => type === 'm.room.power_levels');
    const users = { ...(power?.content.users as object), [bench.bot.userId]: 50 };
    await ann.setState(other, 'm.room.power_levels', { ...power?.content, users });
    expect((await asks(bench, ann, other, '!loom config set prefix !ops')).body).toContain('prefix · !ops · set here');
    expect((await asks(bench, eve, other, '!ops version')).body).toContain('HoloLoom');
    await asks(bench, ann, other, '!ops config set "role run" moderator');
    const denied = await asks(bench, eve, other, `!ops run who=x\n${greeter}`);
    expect(denied.body).toContain('"run" needs power level 50 here, and you have 0.');
  });
});
