import { requestIdOf } from '../../../client/cli/ids.ts';
import { readInteraction } from '../../../db/read/interactions.ts';
import { asks, type ChatBench, chatBench, hears, isAnswerTo, react } from '../../support/chat-room.ts';
import { describeMatrix, type Person, person } from '../../support/homeserver.ts';
import { eventually } from '../../support/loops.ts';

describeMatrix('agents in a room', () => {
  let bench: ChatBench;
  let ann: Person;
  let bob: Person;
  let room: string;
  beforeAll(async () => {
    bench = await chatBench({});
    [ann, bob] = await Promise.all([person('ann'), person('bob')]);
    room = await bench.room(ann, [bob]);
  }, 60_000);
  afterAll(() => bench.close());

  it('answer a question, and learn from the reactions to the answer', async () => {
    const event = await ann.say(room, '!loom ask The API is returning 500 errors');
    const answer = await hears(bench, ann, room, (seen) => isAnswerTo(seen, event));
    expect(answer.body).toContain('Incident Response Specialist');
    const id = `ask/${requestIdOf(event)}`;
    await react(bob, room, answer.event.event_id, '👎');
    await react(ann, room, answer.event.event_id, '👍');
    await eventually(async () => (await readInteraction(bench.db, id))?.reactions.length === 2);
    const row = await readInteraction(bench.db, id);
    expect(row).toMatchObject({
      room,
      asker: ann.userId,
      reactions: expect.arrayContaining([
        { by: ann.userId, key: '👍' },
        { by: bob.userId, key: '👎' },
      ]),
    });
    expect(row?.parts.map(({ of }) => of)).toEqual(expect.arrayContaining(['asker', 'people', 'judge']));
  });

  it('are told who would have a question, and take no agents from whoever is no admin', async () => {
    expect((await asks(bench, bob, room, '!loom route Deploy v2.1.0 to production')).body).toContain(
      'goes to deployment',
    );
    const refused = await asks(bench, bob, room, '!loom agents retire security');
    expect(refused.body).toMatch(/admin/);
    expect((await bench.loom.agents.status('security', room)).retired).toBe(false);
  });
});
