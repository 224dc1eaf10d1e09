import { wordsIn } from './text.ts';

/** The fields questions belong to; the same names as the agents that answer them. */
export type QueryType = 'incident_response' | 'security' | 'code_review' | 'deployment' | 'general';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const topicWords: Readonly<Record<string, ReadonlySet<string>>> = {
  incidents: set(
    'incident incidents outage outages down downtime error errors failing fails failed crash crashed crashes alert alerts pager broken timeout timeouts oom panic degraded',
  ),
  security: set(
    'security secure vulnerability vulnerabilities cve exploit injection xss csrf attack breach leak leaked secret secrets credential credentials malware phishing ransomware audit',
  ),
  review: set('review reviews pr pull merge mr diff refactor lint approve feedback'),
  deployment: set(
    'deploy deploys deployed deployment deployments release releases rollout rollback rollbacks ship canary staging production prod',
  ),
  access: set(
    'oauth login auth authentication authorization sso token tokens jwt password passwords permission permissions role roles saml',
  ),
  databases: set(
    'database databases db sql postgres postgresql mysql mongodb redis index indexes query queries schema migration migrations replica table tables',
  ),
  networking: set(
    'network dns tls ssl certificate proxy firewall port ports latency http https tcp udp vpn ip load balancer',
  ),
  performance: set(
    'slow performance latency throughput cpu memory profile cache caching optimize optimise bottleneck leak',
  ),
  testing: set('test tests testing coverage jest unit integration flaky mock assert'),
  infrastructure: set(
    'kubernetes k8s docker container containers cluster node nodes terraform helm aws gcp azure server servers pod pods cloud',
  ),
  code: set(
    'code function functions class method api library compile compiler type types bug bugs typescript javascript python java rust golang regex script',
  ),
  data: set('data csv json report reports metric metrics chart dashboard analytics statistics export spreadsheet'),
};

const deployVerbs = set('deploy release ship rollout rollback promote');
const reviewVerbs = set('review approve critique');
const faults = set(
  'error errors outage down crash crashed crashes failing fails failed timeout timeouts incident incidents broken panic oom alert alerts unreachable',
);
const questionWords = set(
  'what when where which who whom whose why how is are was were do does did can could should would will may',
);
const commandVerbs = set(
  'add analyze analyse build change check clean compare create debug delete deploy describe design diagnose draft explain export find fix generate give help implement improve install investigate list make migrate move optimize optimise plan prepare promote publish refactor release remove rename restart restore review rewrite roll rotate run scan schedule search send set ship show start stop summarize summarise tell test translate update upgrade write',
);
const serverError = /\b(?:http\s*)?5\d\d\b/i;
const pullRequest = /\b(?:pr|mr)\s*#?\d+|pull request|merge request/i;
const weakness = /\bcve-\d{4}-\d+/i;
const questionMark = /[?？؟;՞]\s*$/u;

/** Whether a text asks: by its mark in any script, or by its first word. */
export function isQuestion(text: string, words: readonly string[]): boolean {
  return /[?？؟՞]/u.test(text) || questionMark.test(text) || questionWords.has(words[0] ?? '');
}

/** Whether a text tells somebody to do something: it begins with such a verb, or with the mark of a command. */
export function isCommand(text: string, words: readonly string[]): boolean {
  const first = words[0] === 'please' ? words[1] : words[0];
  return /^\s*[!/]\p{L}/u.test(text) || commandVerbs.has(first ?? '');
}

/** What a text is about: names of the table above, in its order. */
export function topicsOf(words: readonly string[]): string[] {
  return Object.keys(topicWords).filter((topic) => words.some((word) => topicWords[topic]?.has(word)));
}

/**
 * The field a text belongs to. The subject goes before the verb, so a review for security holes is security. What has none
 * of the words is general, in any language.
 */
export function queryTypeOf(text: string, words: readonly string[] = wordsIn(text)): QueryType {
  const topics = topicsOf(words);
  if (weakness.test(text) || topics.includes('security')) return 'security';
  if (words.some((word) => faults.has(word)) || (serverError.test(text) && topics.includes('networking'))) {
    return 'incident_response';
  }
  if (pullRequest.test(text) || words.some((word) => reviewVerbs.has(word))) return 'code_review';
  if (words.some((word) => deployVerbs.has(word)) || (isCommand(text, words) && topics.includes('deployment'))) {
    return 'deployment';
  }
  return 'general';
}
