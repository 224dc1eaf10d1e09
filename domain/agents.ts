import { wordsOf } from './words.ts';

/** Somebody who can be asked: a role, not a model. */
export interface Agent {
  /** As a program names it: AGENT security. */
  readonly name: string;
  readonly title: string;
  /** Words that make a question its own, whatever else is asked for. */
  readonly decisive: readonly string[];
  /** What it knows about, in the words people ask with. */
  readonly expertise: readonly string[];
}

/** Who is there out of the box. The last one takes what nobody else does. */
export const agents: readonly Agent[] = [
  {
    name: 'incident_response',
    title: 'Incident Response Specialist',
    decisive: words('incident outage down 500 502 503 504 5xx'),
    expertise: words(
      'error errors failing failure failed alert alarm page latency slow timeout crash crashing crashloopbackoff restart',
      'saturated exhausted backlog lag full disk memory dns queue kafka postmortem escalate mitigate recover recovery symptom',
      'triage root cause api database postgres postgresql replica failover connection client pod kubernetes oncall pager',
    ),
  },
  {
    name: 'code_review',
    title: 'Code Review Expert',
    decisive: words('refactor diff'),
    expertise: words(
      'review reviewing pr pull request merge code lint test coverage style readability bug function class typescript python',
      'go java module dependency upgrade api design naming',
    ),
  },
  {
    name: 'security',
    title: 'Security Analyst',
    decisive: words('security vulnerability cve exploit breach compromise compromised intrusion leaked'),
    expertise: words(
      'secure attack attacker leak secret credential password token key rotate revoke phishing malware ransomware forensic',
      'injection xss csrf ssrf permission privilege audit certificate tls encryption threat suspicious unauthorized',
    ),
  },
  {
    name: 'deployment',
    title: 'Deployment Coordinator',
    decisive: words('deploy deployment deploying rollback rollout canary'),
    expertise: words(
      'release promote production staging version ship pipeline ci cd migration migrate feature flag kubernetes helm container',
      'image replica scale downtime maintenance window certificate',
    ),
  },
  {
    name: 'general',
    title: 'General Assistant',
    decisive: [],
    expertise: words('explain summarize summary digest list compare write draft handover question help'),
  },
];

const generalist = 'general';
const chosenMax = 3;
const decisiveWorth = 3;

/**
 * Who suits a question, the best first: at least one, at most three. Each word of the question that belongs to the
 * expertise of an agent counts for it, and counts less the more agents share it.
 */
export function chooseAgents(question: string): readonly string[] {
  const asked = [...new Set(wordsOf(question))];
  const sharedBy = (word: string): number => agents.filter(({ expertise }) => expertise.includes(word)).length;
  const worth = ({ decisive, expertise }: Agent, word: string): number => {
    if (decisive.includes(word)) return decisiveWorth;
    return expertise.includes(word) ? 1 / sharedBy(word) : 0;
  };
  const scored = agents
    .map((agent) => ({ name: agent.name, score: asked.reduce((sum, word) => sum + worth(agent, word), 0) }))
    .filter(({ score }) => score > 0)
    // The order of the table decides between equals, as sorting keeps it.
    .sort((one, other) => other.score - one.score)
    .map(({ name }) => name);
  return [...new Set([...scored, generalist])].slice(0, chosenMax);
}

/** An agent by name; one that is not in the table is a role somebody made up, and knows about everything alike. */
export function agentNamed(name: string | null): Agent {
  const wanted = name ?? generalist;
  return agents.find((agent) => agent.name === wanted) ?? { name: wanted, title: wanted, decisive: [], expertise: [] };
}

function words(...lines: readonly string[]): readonly string[] {
  return [...new Set(wordsOf(lines.join(' ')))];
}
