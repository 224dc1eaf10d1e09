import * as fc from 'fast-check';
import { displayNameOf, isVoice, localpartOf, registrationOf } from '../../../domain/room/appservice.ts';
import type { Speaker } from '../../../domain/room/outgoing.ts';

const agent = (name: string): Speaker => ({ kind: 'agent', name });
const speaker = fc.record({ kind: fc.constantFrom('agent', 'loop'), name: fc.string({ minLength: 1, maxLength: 30 }) });

describe('an appservice', () => {
  test('registers the bot and the accounts that begin with its name', () => {
    const secrets = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(32));
    const secret = () => secrets.shift() ?? '';
    const registration = registrationOf('http://127.0.0.1:9008/', 'loom', secret);
    expect(registration).toMatchObject({
      url: 'http://127.0.0.1:9008',
      sender_localpart: 'loom',
      rate_limited: false,
      namespaces: { users: [{ exclusive: true, regex: '@loom_.*' }] },
    });
    expect(registration.as_token).not.toBe(registration.hs_token);
    expect(() => registrationOf('http://127.0.0.1', 'Loom:x', secret)).toThrow(/small letters/);
  });

  test('calls an agent by its name, and says what it is', () => {
    expect(localpartOf(agent('ada'), 'loom')).toBe('loom_ada');
    expect(localpartOf({ kind: 'loop', name: 'ada' }, 'loom')).toBe('loom_loop_ada');
    expect(localpartOf(agent('Ada L_é'), 'loom')).toBe('loom__ada=20_l__=c3=a9');
    expect(localpartOf(agent('a'.repeat(300)), 'loom')).toBeNull();
    expect(displayNameOf({ kind: 'loop', name: 'ann' })).toBe('ann (loop)');
  });

  test('gives no two speakers one account, and only letters a homeserver takes', () => {
    fc.assert(
      fc.property(speaker, speaker, (one, other) => {
        const [first, second] = [localpartOf(one, 'loom'), localpartOf(other, 'loom')];
        expect(first ?? '').toMatch(/^[a-z0-9._=-]*$/);
        const same = one.kind === other.kind && one.name === other.name;
        expect(first !== null && first === second).toBe(same && first !== null);
        if (first !== null) expect(isVoice(`@${first}:example.org:8448`, '@loom:example.org:8448')).toBe(true);
      }),
    );
  });

  test('knows its own accounts from those of others', () => {
    const account = '@loom:example.org';
    expect(isVoice('@loom_ada:example.org', account)).toBe(true);
    for (const user of ['@loom:example.org', '@loom_ada:elsewhere.org', '@loomer:example.org', '@ann:example.org']) {
      expect(isVoice(user, account)).toBe(false);
    }
  });
});
