/** Something in a question that speaks for an agent by itself, and why. */
export interface Feature {
  /** In words: `names an HTTP server error`. */
  readonly reason: string;
  /** What it adds to an agent's log-odds. */
  readonly pulls: Readonly<Record<string, number>>;
}

interface Sign extends Feature {
  readonly pattern: RegExp;
  /** Something is wrong right now, so a question word makes no lesson of it. */
  readonly symptom?: true;
  /** What is asked for rather than what it is about; where both speak, what it is about goes before. */
  readonly verb?: true;
  readonly topic?: true;
}

const besideATopic = 0.4;

const polite =
  "(?:(?:please|hey|hi|ok|now|can you|could you|would you|let us|let's|lets|we need to|we should|we want to|i want to|i need to|go ahead and)[,\\s]+)*";
const deployVerb =
  'deploy|redeploy|ship|release|roll\\s?(?:out|back|forward)|rollback|rollout|promote|cut over|canary|push\\b.{1,60}\\bto (?:prod|production|staging)|scale|bump';
const securityTopic =
  'security|vulnerab\\w*|breach(?:es|ed)?|exploit\\w*|attack(?:s|ed|er|ers)?|phishing|malware|ransomware|xss|csrf|ssrf|injection|compromised?|intrusion|unauthori[sz]ed|hacked|leaked?\\b.{0,30}\\b(?:key|token|password|credential|secret)s?|(?:key|token|password|credential|secret)s?\\b.{0,30}\\b(?:leak\\w*|stolen|exposed)';
const trouble =
  'outage|incident|(?:is|are|went|goes|going) down|not responding|unresponsive|failing|fails?|crash(?:es|ed|ing)?|timing out|time ?outs?|oom\\w*|degraded|unavailable|unreachable|alerts?|paged|broken|hangs?|hanging|stuck|slow|errors?|postmortem|root cause|lagging|backlog';

const signs: readonly Sign[] = [
  {
    reason: 'names an HTTP server error',
    pattern: /(?<![#$€.,\d])\b5(?:0[0-9]|1[01]|xx)s?\b(?!\s*(?:ms|mb|gb|users|requests|dollars|lines|euros?))/i,
    pulls: { incident_response: 4 },
    symptom: true,
  },
  { reason: 'names a CVE', pattern: /\bCVE-\d{4}-\d{4,}\b/i, pulls: { security: 5 }, symptom: true },
  {
    reason: 'is about security',
    pattern: new RegExp(`\\b(?:${securityTopic})\\b`, 'i'),
    pulls: { security: 4 },
    symptom: true,
    topic: true,
  },
  {
    reason: 'tells of something broken',
    pattern: new RegExp(`\\b(?:${trouble})\\b`, 'i'),
    pulls: { incident_response: 2 },
    symptom: true,
  },
  {
    reason: 'carries a stack trace',
    pattern: /^\s+at .+:\d+|Traceback \(most recent call last\)|\bpanic: |\b[A-Z][a-z]+\w*(?:Error|Exception)\b/m,
    pulls: { incident_response: 2.5 },
    symptom: true,
  },
  {
    reason: 'names a pull or merge request',
    pattern: /\b(?:pr|mr|pull request|merge request)s?\b(?:\s*[#!]?\d+)?/i,
    pulls: { code_review: 2 },
    verb: true,
  },
  {
    reason: 'asks for a review',
    pattern:
      /\b(?:code review|review (?:the|my|our|this|that|these|pr|mr|of)|review\b.*\b(?:code|diff|change|function|module|class|patch|commit)|refactor\w*|my (?:diff|patch|change|code))\b/i,
    pulls: { code_review: 2 },
    verb: true,
  },
  {
    reason: 'names a commit',
    pattern: /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/,
    pulls: { code_review: 1, deployment: 0.5 },
  },
  {
    reason: 'carries a database statement',
    pattern:
      /\bselect\b.+\bfrom\b|\binsert into\b|\bdelete from\b|\bupdate\b.+\bset\b|\b(?:create index|alter table)\b/is,
    pulls: { code_review: 1.5 },
  },
  {
    reason: 'orders a deployment',
    pattern: new RegExp(`^\\s*${polite}(?:${deployVerb})\\b(?! notes)`, 'i'),
    pulls: { deployment: 4 },
  },
  {
    reason: 'asks whether or how to deploy or take back',
    pattern: new RegExp(
      `\\b(?:should (?:we|i)|can (?:we|i)|how (?:do|can|should) (?:we|i)|is it safe to|are we ready to|when (?:can|should) (?:we|i))\\b.{0,40}\\b(?:${deployVerb})\\b`,
      'i',
    ),
    pulls: { deployment: 3.5 },
  },
  { reason: 'names a version', pattern: /\bv?\d+\.\d+\.\d+\b(?!\.\d)/, pulls: { deployment: 1 } },
  {
    reason: 'names where it runs',
    pattern: /\b(?:to|in|on|onto|into) (?:prod|production|staging|canary|preprod)\b/i,
    pulls: { deployment: 0.5 },
  },
  { reason: 'is the command /deploy', pattern: /^\s*\/(?:deploy|release|rollback)\b/i, pulls: { deployment: 5 } },
  { reason: 'is the command /incident', pattern: /^\s*\/(?:incident|page|outage)\b/i, pulls: { incident_response: 5 } },
  { reason: 'is the command /review', pattern: /^\s*\/review\b/i, pulls: { code_review: 5 } },
];

const definition =
  /^\s*(?:what(?:'s| is| are) an?\s|what (?:does|do) .{1,80}\bmean\b|define\b|what(?:'s| is) (?:the )?(?:difference|meaning)\b|what (?:does|do) .{1,60}\bstand for\b)/i;
const explanation =
  /^\s*(?:(?:please|hey|hi|can you|could you)[,\s]+)*(?:what(?:'s| is| are| was| were| does| do| did|\s)|who(?:'s|\s)|whose\b|when\b|where(?:'s|\s)|explain\b|describe\b|tell me\b|how (?:does|did|is|are|many|much|often|long|old)\b|why (?:do|does|did|is|are|was|were)\b|which (?:team|person|day|room|document|wiki|page)\b)/i;
const writing =
  /^\s*(?:(?:please|hey|hi|can you|could you)[,\s]+)*(?:write|draft|compose|translate|rephrase|summari[sz]e|proofread|format|announce)\b/i;

/** What decides in a question before its words are weighed, in the order of the table. */
export function featuresOf(question: string): readonly Feature[] {
  const found = signs.filter(({ pattern }) => pattern.test(question));
  const hasTopic = found.some(({ topic }) => topic);
  const features: Feature[] = found.map(({ reason, pulls, verb }) => ({
    reason,
    pulls: verb && hasTopic ? scaled(pulls, besideATopic) : pulls,
  }));
  if (definition.test(question)) features.push({ reason: 'asks what something means', pulls: { general: 7 } });
  else if (explanation.test(question) && !found.some(({ symptom }) => symptom)) {
    features.push({ reason: 'asks for an explanation', pulls: { general: 3.5 } });
  }
  if (writing.test(question)) features.push({ reason: 'asks for a text', pulls: { general: 3 } });
  return features;
}

function scaled(pulls: Feature['pulls'], by: number): Feature['pulls'] {
  return Object.fromEntries(Object.entries(pulls).map(([agent, weight]) => [agent, weight * by]));
}
