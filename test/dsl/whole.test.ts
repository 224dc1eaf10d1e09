import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../../domain/canonical.ts';
import { compileProgram } from '../../dsl/compile.ts';
import type { Plan } from '../../dsl/plan.ts';
import { wavesOf } from '../../dsl/waves.ts';
import { wholeDependencies } from '../support/contracts.ts';
import { outline } from '../support/outline.ts';

/** Three programs that use the whole language; they compile letter for letter. */
function planOf(name: string, packages: readonly string[] = []): Plan {
  const source = readFileSync(join(__dirname, 'whole', `${name}.loop`), 'utf8');
  const dependencies = new Map([...wholeDependencies].filter(([each]) => packages.includes(each)));
  const { plan, problems } = compileProgram(source, { dependencies, offline: false });
  expect(problems).toEqual([]);
  if (plan === null) throw new Error('It has no plan.');
  return plan;
}

/** Plans are stored for ever, so their shape may only grow. `UPDATE_GOLDEN=1` writes the files anew. */
function expectGolden(name: string, plan: Plan): void {
  const file = join(__dirname, 'golden', `${name}.plan.json`);
  const golden = { hash: contentHash(plan), plan };
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
  expect(golden).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

describe('the incident response', () => {
  const plan = () => planOf('incident-response', ['acme/forensic_analysis']);

  it('asks before it isolates, host by host, and floats what depends on nothing', () => {
    expect(outline(plan())).toEqual([
      'assess = assess_severity(id: incident_id) TIMEOUT 30000 RETRY 5 2000 2 <- nothing',
      'investigate = acme/forensic_analysis(incident_id: incident_id) TIMEOUT 7200000 <- nothing',
      '1.if = if assess.level == "high" <- assess',
      '> ok = ask "…{size(assess.hosts)}…" need 2 in room from "@sec-leads" within 1800000 ELSE "no" <- assess',
      '> contain = for host in assess.hosts max 5 on yield {host: host, ticket: contain[].cut?.ticket} <- assess ok',
      '> > contain[].cut = isolate(host: host) WHEN ok == "yes" UNDO release(host: host) <- nothing',
      'document = write_up(id: incident_id, facts: {assess: assess, contain: contain, investigate: investigate}) <- 1.if assess investigate',
      '2.say = say "{incident_id}…{assess.level}…{document}" in room <- 1.if assess document investigate',
    ]);
    expect(outline({ steps: plan().onError ?? [] })).toEqual([
      'error.1.say = say "{error.step}…{error.message}…" in room <- nothing',
    ]);
    expect(wavesOf(plan())).toEqual([
      ['assess', 'investigate'],
      ['1.if'],
      ['ok'],
      ['contain'],
      ['contain[].cut'],
      ['document'],
      ['2.say'],
    ]);
  });

  it('talks to the services its tools name, and to no others', () => {
    const { tools } = plan();
    expect(Object.values(tools).map(({ name, effect, implementation }) => [name, effect, implementation])).toEqual([
      [
        'assess_severity',
        'read',
        {
          kind: 'http',
          method: 'GET',
          url: {
            t: 'template',
            parts: [
              { t: 'literal', value: 'https://siem.example/incidents/' },
              { t: 'name', name: 'id' },
            ],
          },
          with: null,
          secret: 'siem_token',
        },
      ],
      ...['isolate', 'release'].map((name) => [
        name,
        'write',
        {
          kind: 'http',
          method: 'POST',
          url: { t: 'literal', value: `https://edr.example/${name}` },
          with: { t: 'object', fields: [['host', { t: 'name', name: 'host' }]] },
          secret: 'edr_token',
        },
      ]),
      [
        'write_up',
        'read',
        {
          kind: 'prompt',
          prompt: {
            t: 'template',
            parts: [
              { t: 'literal', value: 'Blameless postmortem for ' },
              { t: 'name', name: 'id' },
              { t: 'literal', value: ' from: ' },
              { t: 'name', name: 'facts' },
            ],
          },
          agent: 'scribe',
        },
      ],
    ]);
  });

  it('has the plan and the hash it always had', () => expectGolden('incident-response', plan()));
});

describe('the canary deployment', () => {
  const plan = () => planOf('canary-deploy');

  it('watches in rounds, and lets a question race with a timer', () => {
    expect(outline(plan())).toEqual([
      'canary = deploy(service: service, version: version, percent: 5) TIMEOUT 600000 UNDO deploy(service: service, version: canary.previous, percent: 100) <- nothing',
      'spike = repeat 10 every 60000 yield spike[].error_rate until it > 0.01 ELSE null <- canary',
      '> spike[].error_rate = error_rate(service: service) <- nothing',
      '1.fail = fail "…{spike}…{version}" WHEN spike != null <- canary spike',
      'go = first 1 <- 1.fail',
      '> go.pressed = ask "…{version}…" need 1 in room from "@release" of ["promote","abort"] <- nothing',
      '> go.timer = wait 14400000 <- nothing',
      'all = deploy(service: service, version: version, percent: 100) WHEN go.pressed == "promote" <- 1.fail go',
      '2.say = say all != null ? "{service}…{version}…" : "{service}…" in room <- 1.fail all go',
    ]);
    expect(plan().steps.map(({ source }) => source)).toEqual([
      'canary = deploy(service, version, 5) TIMEOUT 10m UNDO deploy(service, canary.previous, 100)',
      'spike = REPEAT MAX 10 EVERY 1m: error_rate(service) UNTIL it > 0.01 AFTER canary ELSE null',
      'FAIL "Error rate {spike} on {version}" WHEN spike != null',
      'go = FIRST',
      'all = deploy(service, version, 100) WHEN go.pressed == "promote"',
      'SAY all != null ? "{service} {version} is live" : "{service} stays at 5%" IN room',
    ]);
  });

  it('has the plan and the hash it always had', () => expectGolden('canary-deploy', plan()));
});

describe('the Monday digest', () => {
  const plan = () => planOf('monday-digest', ['team/notify_all']);

  it('asks to be run on Mondays, reads in parallel, and waits for an event of its own run', () => {
    expect(plan().schedule).toEqual({ cron: '0 9 * * MON', zone: 'Europe/Berlin' });
    expect(outline(plan())).toEqual([
      'found = for repo in repos max 4 yield found[].open_issues <- nothing',
      '> found[].open_issues = open_issues(repo: repo, before: now() - max_age) <- nothing',
      'issues = flat(found) <- found',
      'text = digest(items: take(issues, 50)) RETRY 3 1000 2 ELSE "…{size(issues)}…" <- issues',
      'sent = team/notify_all(room: "#team", body: text) WHEN size(issues) > 0 <- issues text',
      'late = wait for digest.ack where it.run == run.id within 86400000 ELSE null <- sent',
      '1.say = say "Nobody acked the digest" in "#team" WHEN late == null <- found issues late sent text',
    ]);
  });

  it('has the plan and the hash it always had', () => expectGolden('monday-digest', plan()));
});
