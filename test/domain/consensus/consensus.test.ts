import fc from 'fast-check';
import { clusterClaims, compareClaims } from '../../../domain/consensus/claims.ts';
import { consensusOf } from '../../../domain/consensus/consensus.ts';
import { opinionIn, type TypedOpinion } from '../../../domain/consensus/opinion.ts';
import { finalResponseOf } from '../../../domain/consensus/report.ts';
import type { Policy, PolicyRecord } from '../../../domain/consensus/vote.ts';

const opinion = (
  agent: string,
  position: string,
  claims: readonly string[] = [],
  more: Partial<TypedOpinion> = {},
) => ({
  agent,
  position,
  answer: position,
  sources: [],
  claims: claims.map((text) => ({ text, evidence: `${agent}.md: Notes` })),
  confidence: 0.5,
  risks: [],
  abstain: false,
  ...more,
});

const rollBack = 'Roll back the release of the checkout service';
const breach: readonly TypedOpinion[] = [
  opinion('ada', rollBack, ['The checkout release broke the payment queue', 'Customers lost no data']),
  opinion('grace', 'Roll back the checkout release', ['The payment queue broke with the checkout release']),
  opinion('alan', 'Wait for the cache to warm up', ['The cache is cold'], { risks: ['The queue may overflow'] }),
];
const weigh = (opinions: readonly TypedOpinion[], more: Partial<Parameters<typeof consensusOf>[0]> = {}) =>
  consensusOf({ opinions, choices: null, records: {}, ...more });

describe('a consensus', () => {
  it('says what most say and who says so, and keeps what the others say', () => {
    const found = weigh(breach, { policyRecord: allFor('majority') });
    expect(found).toMatchObject({
      answer: 'Roll back the checkout release',
      spokenBy: 'grace',
      saidBy: ['ada', 'grace'],
      agreement: 2 / 3,
      dissent: [{ agent: 'alan', answer: 'Wait for the cache to warm up', against: null }],
      risks: [{ agent: 'alan', risk: 'The queue may overflow' }],
      policy: 'majority',
    });
    expect(found.accepted).toEqual([
      expect.objectContaining({
        text: 'The checkout release broke the payment queue',
        saidBy: ['ada', 'grace'],
        evidence: ['ada.md: Notes', 'grace.md: Notes'],
      }),
    ]);
  });

  it('puts those together whose positions are linked by one between them, in the words of that one', () => {
    const found = weigh([
      opinion('ada', 'Revoke the leaked credentials before anything else'),
      opinion('grace', 'Revoke the leaked credentials'),
      opinion('alan', 'Revoke the leaked credentials, then deploy the fixed job'),
      opinion('dana', 'Mask the token in the logger'),
    ]);
    expect(found).toMatchObject({ answer: 'Revoke the leaked credentials', saidBy: ['ada', 'alan', 'grace'] });
  });

  it('shows what each policy would have answered', () => {
    const records = { alan: { right: 40, wrong: 1 } };
    const { policy, ablation, answer } = weigh(breach, { records });
    expect([policy, answer]).toEqual(['weighted', 'Wait for the cache to warm up']);
    expect(ablation).toEqual({ single: answer, weighted: answer, majority: rollBack });
  });

  it('takes no claim that is contradicted by as much as stands behind it, and hides no contradiction', () => {
    const claim = 'The primary database holds all of the acknowledged writes';
    const denial = 'The primary database does not hold all of the acknowledged writes';
    const two = weigh([opinion('ada', 'Fail over', [claim]), opinion('grace', 'Fail over', [denial])]);
    expect(two.accepted).toEqual([]);
    const three = weigh([
      opinion('ada', 'Fail over', [claim]),
      opinion('grace', 'Fail over', [denial]),
      opinion('alan', 'Fail over', [claim]),
    ]);
    expect(three.accepted.map(({ text }) => text)).toEqual([claim]);
    expect(three.dissent).toEqual([{ agent: 'grace', answer: denial, against: claim }]);
  });

  it('agrees beyond chance when all say one thing, and not when everybody says something else', () => {
    const agreed = weigh(['ada', 'grace', 'alan'].map((agent) => opinion(agent, rollBack, ['The queue is full'])));
    expect([agreed.alpha, agreed.overlap, agreed.agreement]).toEqual([1, 1, 1]);
    const apart = weigh([
      opinion('ada', rollBack),
      opinion('grace', 'Wait an hour'),
      opinion('alan', 'Call the vendor'),
    ]);
    expect(apart.alpha).toBeLessThan(0.2);
  });

  it('counts those who abstain neither for nor against', () => {
    const found = weigh([...breach, opinion('dana', '', [], { abstain: true })], { policyRecord: allFor('majority') });
    expect([found.agreement, found.abstained]).toEqual([2 / 3, ['dana']]);
    expect(weigh([opinion('dana', '', [], { abstain: true })])).toMatchObject({
      answer: '',
      agreement: 0,
      alpha: null,
    });
  });

  it('reads a choice as it is written, in small letters or large', () => {
    const found = weigh([opinion('ada', 'yes'), opinion('grace', ' Yes '), opinion('alan', 'no')], {
      choices: ['Yes', 'No'],
      policyRecord: allFor('majority'),
    });
    expect(found.saidBy).toEqual(['ada', 'grace']);
  });

  it('does not depend on the order in which opinions came', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...breach], { minLength: 3 }), (shuffled) => {
        expect(weigh(shuffled)).toEqual(weigh(breach));
      }),
    );
  });
});

describe('claims', () => {
  it.each([
    ['Restart the database now', 'Restart the database!', 'same'],
    ['Restart the database now', 'Do not restart the database now', 'opposite'],
    ["Don't restart the primary", 'Never restart the primary', 'same'],
    ['The certificate has expired', 'The queue is full', 'apart'],
  ])('%j and %j are %s', (one, other, how) => {
    expect([compareClaims(one, other), compareClaims(other, one)]).toEqual([how, how]);
  });

  it('count once for an agent that says them twice', () => {
    const claims = ['The queue is full', 'The queue is full!'].map((text) => ({ text, evidence: '' }));
    expect(clusterClaims([{ agent: 'ada', claims }])).toEqual([
      { text: 'The queue is full', saidBy: ['ada'], deniedBy: [], evidence: [] },
    ]);
  });
});

describe('the opinion in a text', () => {
  const quoted = [
    'No model is configured on this worker. This is what the runbooks say.',
    'From http-5xx.md, "First steps":\n\n1. Look at the error rate by release.\n2. Roll back the last release.\n```\nkubectl rollout undo\n```',
    'From disk.md, "Fixes":\n\nDelete old logs first. Then grow the volume.',
  ].join('\n\n');

  it('has its statements as claims, each with the source it stands under', () => {
    const read = opinionIn(quoted, { agent: 'ada', sources: ['http-5xx.md: First steps'], confidence: 0.6 });
    expect(read).toMatchObject({ position: 'Look at the error rate by release.', abstain: false });
    expect(read.claims).toEqual([
      { text: 'Look at the error rate by release.', evidence: 'http-5xx.md: First steps' },
      { text: 'Roll back the last release.', evidence: 'http-5xx.md: First steps' },
      { text: 'Delete old logs first.', evidence: 'disk.md: Fixes' },
      { text: 'Then grow the volume.', evidence: 'disk.md: Fixes' },
    ]);
  });

  it('is none where nothing was found', () => {
    expect(opinionIn('No runbook fits.', { agent: 'ada', sources: [], confidence: 0 })).toMatchObject({
      abstain: true,
      claims: [],
    });
  });
});

function allFor(policy: Policy): PolicyRecord {
  const none = { right: 0, wrong: 30 };
  return { ...{ single: none, weighted: none, majority: none }, [policy]: { right: 30, wrong: 0 } };
}

describe('a consensus in words', () => {
  const all = weigh(['ada', 'grace', 'alan'].map((agent) => opinion(agent, rollBack, ['The queue is full'])));
  const responses = (calls: number) =>
    ['ada', 'grace', 'alan'].map((agent) => ({
      ...{ agent, title: agent, provider: 'runbooks' },
      spent: { calls, tokensIn: 0, tokensOut: 0, cost: 0 },
    }));

  it('names who says what', () => {
    expect(finalResponseOf(all, responses(1))).toBe(
      `Answer (all): ${rollBack}\n\nAgreed:\n- The queue is full [all; ada.md: Notes, alan.md: Notes, grace.md: Notes]`,
    );
  });

  it('says that agreement means little among those who read from one book', () => {
    expect(finalResponseOf(all, responses(0))).toMatch(
      /They quote the same runbooks, so that they agree says little\.$/,
    );
  });
});
