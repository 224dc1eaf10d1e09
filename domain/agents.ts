import { z } from 'zod';
import {
  type AgentConfiguration,
  agentConfigurationSchema,
  configurationDefault,
  configurationWith,
} from './agent-configuration.ts';
import { limits } from './limits.ts';
import { wordsOf } from './words.ts';

/** Somebody who can be asked: a role, not a model. */
export interface Agent {
  /** As a program names it: AGENT security. */
  readonly name: string;
  readonly title: string;
  /** What it is there for, in one sentence. */
  readonly role: string;
  /** Words that make a question its own, whatever else is asked for. */
  readonly decisive: readonly string[];
  /** What it knows about, in the words people ask with. */
  readonly expertise: readonly string[];
  /** Questions it is there for. */
  readonly seeds: readonly string[];
  readonly configuration: AgentConfiguration;
}

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be small letters, digits and _, as programs name it')
  .max(limits.agentNameCharactersMax);

/** An agent as somebody registers it: what is left out has a default. */
export const newAgentSchema = z.strictObject({
  name,
  title: z.string().trim().min(1).max(limits.nameCharactersMax),
  role: z.string().trim().min(1).max(limits.textCharactersMax),
  expertise: z.string().trim().max(limits.textCharactersMax).default(''),
  seeds: z.array(z.string().trim().min(1).max(limits.textCharactersMax)).max(limits.seedsMax).default([]),
  configuration: agentConfigurationSchema.partial().default({}),
});
export type NewAgent = z.input<typeof newAgentSchema>;

/** The agent a registration describes. */
export function agentOf({ expertise, configuration, ...rest }: z.output<typeof newAgentSchema>): Agent {
  return {
    ...rest,
    decisive: [],
    expertise: words(expertise, rest.role),
    configuration: configurationWith(configuration),
  };
}

/** Who is there out of the box. The last one takes what nobody else does. */
export const agents: readonly Agent[] = [
  {
    name: 'incident_response',
    title: 'Incident Response Specialist',
    role: 'Finds out what is broken, what to do first, and who must know.',
    decisive: words('incident outage down 500 502 503 504 5xx'),
    expertise: words(
      'error errors failing failure failed alert alarm page latency slow timeout crash crashing crashloopbackoff restart',
      'saturated exhausted backlog lag full disk memory dns queue kafka postmortem escalate mitigate recover recovery symptom',
      'triage root cause api database postgres postgresql replica failover connection client pod kubernetes oncall pager',
      'degraded unavailable unreachable spike throughput cpu oom killed leak stuck hanging hangs broken',
    ),
    seeds: [
      'The checkout service is down and customers see errors',
      'We are getting paged for high latency on the gateway',
      'Pods keep restarting with OOMKilled',
      'Replication lag on the primary database keeps growing',
      'Customers report timeouts when they log in',
      'The message queue backlog is growing and consumers are stuck',
      'Disk is full on the database host',
      'Half of the requests fail with connection refused',
      'DNS lookups fail from inside the cluster',
      'Error rate spiked ten minutes ago',
      'The site is slow for everybody since this morning',
      'What is the root cause of the outage last night?',
    ],
    configuration: {
      ...configurationDefault,
      verification: true,
      temperature: 0.6,
      systemPrompt:
        'You are an incident response specialist. Say first what stops the harm, then how to find the cause. Name commands exactly. Say what you do not know.',
    },
  },
  {
    name: 'code_review',
    title: 'Code Review Expert',
    role: 'Reads changes and says what is wrong, what is risky, and what would be simpler.',
    decisive: words('refactor diff'),
    expertise: words(
      'review reviewing pr pull request merge code lint test coverage style readability bug function class typescript python',
      'go java module dependency upgrade api design naming comment commit branch patch readable simplify complexity',
    ),
    seeds: [
      'Please review this pull request',
      'Can you look over my diff before I merge it?',
      'Is this function readable or should I split it?',
      'Review the naming in this module',
      'How can I simplify this class?',
      'Look at the test coverage of this change',
      'Check my code for bugs',
      'Refactor this method so that it has no side effects',
      'Feedback on the API design of this patch, please',
      'Does this commit follow our style guide?',
      'Which of these two implementations is easier to maintain?',
      'Review MR !482 when you have a moment',
    ],
    configuration: {
      ...configurationDefault,
      planning: true,
      temperature: 0.7,
      systemPrompt:
        'You are a code reviewer. Name the place of each finding, say why it matters and what would be better, the most serious first. Praise nothing.',
    },
  },
  {
    name: 'security',
    title: 'Security Analyst',
    role: 'Judges what an attacker could do or has done, and how to stop it.',
    decisive: words('security vulnerability cve exploit breach compromise compromised intrusion leaked'),
    expertise: words(
      'secure attack attacker leak secret credential password token key rotate revoke phishing malware ransomware forensic',
      'injection xss csrf ssrf permission privilege audit certificate tls encryption threat suspicious unauthorized hacked stolen',
      'vulnerable exposed backdoor',
    ),
    seeds: [
      'We found credentials in a public repository',
      'Somebody logged in from an unknown country with an admin account',
      'Is our login form open to SQL injection?',
      'An employee clicked on a phishing link',
      'How bad is this CVE for us?',
      'Rotate the leaked API key',
      'Check the bucket permissions: is customer data exposed?',
      'Audit who has access to the production secrets',
      'There are suspicious outbound connections from the build server',
      'A laptop with customer data was stolen',
      'Look for XSS in the comment form',
      'Assess the breach and tell us whom to notify',
    ],
    configuration: {
      ...configurationDefault,
      verification: true,
      temperature: 0.5,
      systemPrompt:
        'You are a security analyst. Say what is known, what is likely and what is only possible. Contain first, keep evidence, then clean up. Never invent an identifier.',
    },
  },
  {
    name: 'deployment',
    title: 'Deployment Coordinator',
    role: 'Brings changes to where they run, in an order that can be taken back.',
    decisive: words('deploy deployment deploying rollback rollout canary'),
    expertise: words(
      'release promote production staging version ship pipeline ci cd migration migrate feature flag kubernetes helm container',
      'image replica scale downtime maintenance window certificate tag cutover blue green freeze',
    ),
    seeds: [
      'Ship the new version to staging',
      'Roll out the release to ten percent of the users',
      'Promote the build from staging to production',
      'Roll back to the previous release',
      'Schedule the database migration for the maintenance window',
      'Turn on the feature flag for the beta group',
      'Start the canary for the payment service',
      'Prepare the release for Thursday',
      'Scale the web deployment to twelve replicas',
      'Put the new helm chart onto the cluster',
      'Cut over to the green environment tonight',
      'The pipeline passed, push the image to prod',
    ],
    configuration: {
      ...configurationDefault,
      planning: true,
      temperature: 0.6,
      systemPrompt:
        'You are a deployment coordinator. Give an ordered checklist: before, during, after, and how to take it back. Say which steps need a person to agree.',
    },
  },
  {
    name: 'general',
    title: 'General Assistant',
    role: 'Answers what no specialist is there for, and explains.',
    decisive: [],
    expertise: words(
      'explain summarize summary digest list compare write draft handover question help meaning difference define',
    ),
    seeds: [
      'Explain how our on-call rotation works',
      'Summarize this thread',
      'What is the difference between a process and a thread?',
      'Write a short announcement for the team meeting',
      'Who owns the billing service?',
      'Where do I find the onboarding guide?',
      'Translate this paragraph into German',
      'How does single sign-on work?',
      'When is the next company holiday?',
      'Draft an email to the customer',
      'Give me a digest of yesterday',
      'What does idempotent mean?',
    ],
    configuration: {
      ...configurationDefault,
      systemPrompt: 'You are a helpful assistant of an engineering team. Answer briefly. Say so when you do not know.',
    },
  },
];

/** Who takes what nobody else does. */
export const generalist = 'general';

/** An agent by name; one that is not in the list is a role somebody made up, and knows about everything alike. */
export function agentNamed(named: string | null, known: readonly Agent[] = agents): Agent {
  const wanted = named ?? generalist;
  return known.find((agent) => agent.name === wanted) ?? unknownAgent(wanted);
}

function unknownAgent(wanted: string): Agent {
  const role = `Answers as ${wanted.replaceAll('_', ' ')}.`;
  return {
    name: wanted,
    title: wanted,
    role,
    decisive: [],
    expertise: [],
    seeds: [],
    configuration: { ...configurationDefault, systemPrompt: role },
  };
}

function words(...lines: readonly string[]): readonly string[] {
  return [...new Set(wordsOf(lines.join(' ')))];
}
