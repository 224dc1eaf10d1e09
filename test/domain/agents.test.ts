import { agentNamed, agentOf, agents, newAgentSchema } from '../../domain/agents.ts';
import { chooseAgents } from '../../domain/routing/team.ts';
import { wordsOf } from '../../domain/words.ts';

describe('who works on a task together', () => {
  it.each([
    ['The API is returning 500 errors', 'incident_response'],
    ['Review PR #123 for security issues', 'security'],
    ['Deploy v2.1.0 to production', 'deployment'],
    ["What's the OAuth flow?", 'general'],
    ['Please review this pull request', 'code_review'],
    ['A token was leaked on GitHub', 'security'],
    ['Should we roll back the release? The rollback takes an hour', 'deployment'],
    ['', 'general'],
  ])('%j is first for %s', (question, agent) => {
    expect(chooseAgents(question)[0]).toBe(agent);
  });

  it('are at least one and at most three, each once, and somebody who takes everything when there is room', () => {
    const all = agents.flatMap(({ decisive, expertise }) => [...decisive, ...expertise]).join(' ');
    for (const question of ['', 'deploy', 'incident and breach', all]) {
      const chosen = chooseAgents(question);
      expect([chosen.length > 0, chosen.length <= 3, new Set(chosen).size]).toEqual([true, true, chosen.length]);
    }
    expect(chooseAgents('deploy v1.2.3 to production')).toEqual(['deployment', 'general']);
  });

  it('does not depend on the order of the words', () => {
    expect(chooseAgents('deploy breach incident')).toEqual(chooseAgents('deploy incident breach'));
  });
});

describe('an agent', () => {
  it('has a configuration that is whole, whatever was left out when it was registered', () => {
    const scribe = agentOf(
      newAgentSchema.parse({
        name: 'scribe',
        title: 'Scribe',
        role: 'Writes minutes of meetings.',
        configuration: { planning: true },
      }),
    );
    expect(scribe.configuration).toMatchObject({ planning: true, verification: false, temperature: 0.7 });
    expect(scribe.expertise).toEqual(expect.arrayContaining(['minute', 'meeting']));
  });

  it.each([{ name: 'Big Name' }, { name: 'x', configuration: { temperature: 3 } }, { name: 'x', tools: ['rm'] }])(
    'is refused as %j',
    (wrong) => {
      expect(newAgentSchema.safeParse({ title: 'X', role: 'X', ...wrong }).success).toBe(false);
    },
  );

  it('that is not in the table is known by its name alone', () => {
    expect(agentNamed('scribe')).toMatchObject({ name: 'scribe', title: 'scribe', decisive: [], expertise: [] });
    expect(agentNamed(null).name).toBe('general');
  });
});

it('reads the words that carry a meaning, plurals as one', () => {
  expect(wordsOf('How do the Replicas of our databases lag? 500 errors, addresses & entries: a status')).toEqual([
    'replica',
    'database',
    'lag',
    '500',
    'error',
    'address',
    'entry',
    'status',
  ]);
});
