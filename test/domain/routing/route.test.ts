import fc from 'fast-check';
import { agents } from '../../../domain/agents.ts';
import { betaDraw, drawsFrom } from '../../../domain/dice.ts';
import { featuresOf } from '../../../domain/routing/features.ts';
import { confidenceMin, fieldOf, type Route, route } from '../../../domain/routing/route.ts';
import { nearMisses, seeds, variants } from '../../support/routed-questions.ts';

const routed = (question: string, more: Partial<Parameters<typeof route>[1]> = {}): Route =>
  route({ question }, { team: agents, ...more });

describe('the way of a question', () => {
  it.each(seeds)('%j goes to %s', (question, agent) => {
    expect(routed(question).agents).toEqual([agent]);
  });

  it('is right for at least 95 of 100 variants and near-misses', () => {
    const all = [...variants, ...nearMisses];
    const wrong = all.filter(([question, agent]) => routed(question).agents[0] !== agent);
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect({ share: 1 - wrong.length / all.length >= 0.95, wrong }).toMatchObject({ share: true });
  });

  it('says why, the weightiest reason first', () => {
    const { because, confidence, kind } = routed('The API is returning 500 errors');
    expect(kind).toBe('chosen');
    expect(confidence).toBeGreaterThan(0.9);
    expect(because[0]).toEqual({ agent: 'incident_response', reason: 'names an HTTP server error', weight: 4 });
    expect(because.length).toBeLessThanOrEqual(4);
  });

  it('asks two when they are too close to part, and whoever takes everything when nobody stands out', () => {
    const both = routed('Gateway answers 503, attackers in the network');
    expect([both.kind, both.agents]).toEqual(['fan_out', expect.arrayContaining(['incident_response', 'security'])]);
    expect(routed('purple elephants')).toMatchObject({ kind: 'abstained', agents: ['general'] });
    expect(routed('purple elephants').confidence).toBeLessThan(confidenceMin);
  });

  it('does as somebody prefers, when that agent is there', () => {
    const asked = { question: 'Deploy v2.1.0 to production', preferred: 'security' };
    expect(route(asked, { team: agents })).toMatchObject({ kind: 'preferred', agents: ['security'] });
    expect(route(asked, { team: agents, available: ['deployment', 'general'] }).agents).toEqual(['deployment']);
  });

  it('passes over those who take no questions, and fails when nobody does', () => {
    const rest = agents.map(({ name }) => name).filter((name) => name !== 'incident_response');
    const { agents: chosen, candidates } = routed('The API is returning 500 errors', { available: rest });
    expect(chosen).not.toContain('incident_response');
    expect(candidates).toHaveLength(4);
    expect(() => routed('help', { available: [] })).toThrow(RangeError);
  });

  it('learns from the answers people accepted', () => {
    const question = 'Recalibrate the flux capacitor';
    expect(routed(question).agents).toEqual(['general']);
    const accepted = Array.from({ length: 8 }, () => ({
      agent: 'deployment',
      question: 'flux capacitor recalibration',
    }));
    expect(routed(question, { accepted }).agents).toEqual(['deployment']);
  });

  it('leans to who has been good at it, but never against what decides by itself', () => {
    const question = 'certificate kubernetes';
    const lean = (security: number): number =>
      routed(question, { draws: { security } }).candidates.find(({ agent }) => agent === 'security')?.probability ?? 0;
    expect(lean(0.95)).toBeGreaterThan(lean(0.2));
    const draws = { incident_response: 0.01, security: 0.99, deployment: 0.99, general: 0.99, code_review: 0.99 };
    expect(routed('The API is returning 500 errors', { draws })).toEqual(routed('The API is returning 500 errors'));
  });

  it('reads what was said before as half of what is asked', () => {
    const asked = { question: 'And now?', context: 'The primary database is failing over, replication lag grows' };
    expect(route(asked, { team: agents }).candidates[0]?.agent).toBe('incident_response');
  });

  it('tells of what field a question is, whoever is there', () => {
    expect(fieldOf('Deploy v2.1.0 to production', agents)).toBe('deployment');
    expect(fieldOf('', agents)).toBe('general');
  });

  it('puts the topic before the verb', () => {
    const pulls = featuresOf('Review PR #123 for security issues').map(({ reason, pulls }) => [reason, pulls]);
    expect(Object.fromEntries(pulls)['names a pull or merge request'].code_review).toBeLessThan(1);
  });

  it('gives shares that add up to one, for whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (question) => {
        const { candidates, agents: chosen, confidence } = routed(question);
        expect(candidates.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        expect(chosen.length === 1 || chosen.length === 2).toBe(true);
        expect(confidence > 0 && confidence <= 1).toBe(true);
      }),
    );
  });
});

it('draws the same from the same seed, and as often as it should', () => {
  const once = drawsFrom('run/7');
  const again = drawsFrom('run/7');
  expect([once(), once(), once()]).toEqual([again(), again(), again()]);
  const draw = drawsFrom('many');
  const drawn = Array.from({ length: 4_000 }, () => betaDraw(8, 2, draw));
  expect(drawn.every((each) => each > 0 && each < 1)).toBe(true);
  expect(drawn.reduce((sum, each) => sum + each, 0) / drawn.length).toBeCloseTo(0.8, 1);
});
