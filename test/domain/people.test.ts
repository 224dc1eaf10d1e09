import { electorateOf, groupsSchema } from '../../domain/people.ts';

const groups = groupsSchema.parse({ '@sec-leads': ['@ann', 'bob'], release: ['@cat:example.org'] });

describe('who may answer', () => {
  test.each([
    ['everybody, when nobody is named', null, { users: null, level: 0 }],
    ['everybody of a power level', 50, { users: null, level: 50 }],
    ['a user as written', ['@dana'], { users: ['@dana'], level: 0 }],
    ['the members of a group', ['@sec-leads'], { users: ['@ann', '@bob'], level: 0 }],
    [
      'each once, groups and users together',
      ['@release', 'ann', '@sec-leads'],
      { users: ['@ann', '@bob', '@cat:example.org'], level: 0 },
    ],
    ['a user, when no group has the name', ['@sec-lead'], { users: ['@sec-lead'], level: 0 }],
    ['a user called like something every object has', ['@constructor'], { users: ['@constructor'], level: 0 }],
  ])('is %s', (_, from, electorate) => {
    expect(electorateOf(from, groups)).toEqual(electorate);
  });
});

describe('groups', () => {
  test.each([
    ['a list', []],
    ['a group without people', { '@a': [] }],
    ['a group in a group', { '@a': ['@b'], '@b': ['@ann'] }],
    ['a name of two words', { '@a': ['ann and bob'] }],
    ['people by number', { '@a': [1] }],
  ])('may not be %s', (_, value) => {
    expect(groupsSchema.safeParse(value).success).toBe(false);
  });
});
