import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Found, playbookOf } from '../../../domain/playbook/playbook.ts';
import { quotations, told } from '../../../domain/playbook/quotation.ts';
import { runbookOf } from '../../../domain/playbook/runbook.ts';
import heldOut from './held-out.json';
import questions from './questions.json';

const folder = join(__dirname, '..', '..', '..', 'examples', 'runbooks');
const shipped = readdirSync(folder);
const playbook = playbookOf(shipped.map((file) => runbookOf(file, readFileSync(join(folder, file), 'utf8'))));

interface Asked {
  readonly question: string;
  /** The one that answers it; null when none does. */
  readonly runbook: string | null;
  readonly found: Found;
}

const asked = (list: readonly { question: string; runbook: string | null }[]): Asked[] =>
  list.map((each) => ({ ...each, found: playbook.find({ question: each.question }) }));
const share = <Each>(some: readonly Each[], holds: (each: Each) => boolean): number =>
  some.filter(holds).length / some.length;
const rankOf = ({ runbook, found }: Asked): number => found.runbooks.findIndex(({ file }) => file === runbook);
const answered = ({ found }: Asked): boolean => found.passages.length > 0;

describe.each([
  ['the questions its weights are fitted on', asked(questions), { first: 0.94, answered: 0.92, abstained: 0.95 }],
  ['questions written afterwards', asked(heldOut), { first: 0.9, answered: 0.85, abstained: 0.8 }],
])('looking up %s', (_, all, floor) => {
  const onTopic = all.filter(({ runbook }) => runbook !== null);
  const offTopic = all.filter(({ runbook }) => runbook === null);

  it('asks for every runbook, and for what is in none', () => {
    expect(new Set(onTopic.map(({ runbook }) => runbook))).toEqual(new Set(shipped));
    expect(offTopic.length).toBeGreaterThanOrEqual(20);
    expect(new Set(all.map(({ question }) => question)).size).toBe(all.length);
  });

  it('finds the right runbook first nearly always, and among three practically always', () => {
    expect(share(onTopic, (each) => rankOf(each) === 0)).toBeGreaterThanOrEqual(floor.first);
    expect(share(onTopic, (each) => rankOf(each) >= 0)).toBeGreaterThanOrEqual(0.97);
  });

  it('answers what is in a runbook, and quotes nothing where none fits', () => {
    expect(share(onTopic, answered)).toBeGreaterThanOrEqual(floor.answered);
    expect(share(offTopic, (each) => !answered(each))).toBeGreaterThanOrEqual(floor.abstained);
    expect(share(all.filter(answered), (each) => rankOf(each) === 0)).toBeGreaterThanOrEqual(0.9);
  });

  it('is as sure as it is right: confidence and share of right ones differ by less than 0.1', () => {
    const bands = [0, 0.3, 0.6, 0.8, 0.95, 1];
    const gaps = bands.slice(1).map((to, at) => {
      const within = all.filter(({ found: { confidence } }) => confidence >= (bands[at] ?? 0) && confidence < to);
      const sure = within.reduce((sum, { found }) => sum + found.confidence, 0);
      return Math.abs(sure - within.filter((each) => rankOf(each) === 0).length);
    });
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / all.length).toBeLessThan(0.1);
  });

  it('gives answers that fit on a card, say that no model is configured, and name their sources', () => {
    for (const { question, found } of all) {
      const answer = told(found, playbook);
      expect([question, answer.length < 2_800]).toEqual([question, true]);
      expect(answer).toMatch(/^No model is configured on this worker/);
      expect((answer.match(/^\s*```/gm) ?? []).length % 2).toBe(0);
      for (const quotation of quotations(found)) expect(answer).toContain(quotation);
    }
  });
});

describe('choosing what to quote', () => {
  it.each([
    ["What's the OAuth flow?", 'oauth-authorization-code.md', 'What the flow is'],
    ['invalid_grant from the token endpoint', 'oauth-authorization-code.md', 'Errors and what they mean'],
    ['whom do I page when the disk is full?', 'disk-full.md', 'When to escalate'],
    ['how do I know that the certificate renewal worked, is it over?', 'tls-certificate-renewal.md', 'Verify'],
    ['what should I not do when redis runs out of memory', 'redis-memory-eviction.md', 'What not to do'],
    ['how do I fix pods that stay Pending', 'kubernetes-pending-pods.md', 'Mitigation'],
    ['why does kafka consumer lag grow', 'kafka-consumer-lag.md', 'First checks'],
    ['do we have to notify the authority within 72 hours?', 'data-breach-response.md', 'Notification'],
  ])('answers %j from %s, %s', (question, file, heading) => {
    expect(playbook.find({ question }).passages[0]).toMatchObject({ file, heading });
  });

  it('never quotes what a runbook is for to somebody who asks what to do', () => {
    for (const { question } of questions) {
      expect(playbook.find({ question }).passages.map(({ heading }) => heading)).not.toContain('When to use');
    }
  });

  it('finds by context what the question leaves open', () => {
    const question = 'lag keeps growing, what now?';
    const fileFor = (context: string) => playbook.find({ question, context }).runbooks[0]?.file;
    expect(fileFor('mysql replica db-2, Seconds_Behind_Source 4000')).toBe('mysql-replication-lag.md');
    expect(fileFor('kafka consumer group billing, partition 3')).toBe('kafka-consumer-lag.md');
  });

  it('does not mind case, order or what is put in as data', () => {
    const first = (question: string) => playbook.find({ question }).runbooks[0]?.file;
    expect(first('PODS CRASHLOOPBACKOFF')).toBe(first('crashloopbackoff pods'));
    expect(first('Write the blameless postmortem of {"hosts":["web-1"],"kafka":"disk full"}')).toBe(
      'blameless-postmortem.md',
    );
  });
});
