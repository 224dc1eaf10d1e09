/** What a section is for, and what a question asks for. */
export type Purpose =
  | 'scope'
  | 'meaning'
  | 'signs'
  | 'checks'
  | 'steps'
  | 'part'
  | 'proof'
  | 'people'
  | 'afterwards'
  | 'warnings';

export type Wanted = Exclude<Purpose, 'scope' | 'part'>;

/** Read from the heading, the first that fits; what has a heading of its own making is a part like no other. */
const headings: readonly (readonly [RegExp, Purpose])[] = [
  [/^when to use/i, 'scope'],
  [/^what not to do|^never/i, 'warnings'],
  [/^(?:when to escalate|escalat|whom? to)/i, 'people'],
  [/^follow[- ]?up|^after/i, 'afterwards'],
  [/^(?:verif|checking that it is over|how to know it)/i, 'proof'],
  [/^(?:what .*(?:is|are|means)|how it works|reading|terms|background)\b/i, 'meaning'],
  [/^(?:symptoms|when to|signs)/i, 'signs'],
  [/^(?:first checks|quick checks|checks|blocked queries|was it used|finding)/i, 'checks'],
  [/^(?:mitigation|fix|contain|planned|renewing|failover|rolling|first \w+ minutes|the first|minute)/i, 'steps'],
];

const questions: readonly (readonly [RegExp, Wanted])[] = [
  [
    /\b(?:should|must|may|do) (?:i|we) not\b|\bwhat not to\b|\bavoid\b|\bmistakes?\b|\b(?:is it|it's) safe\b/i,
    'warnings',
  ],
  [/\b(?:escalate|escalation|whom?\b.{0,20}\b(?:page|call|tell|notify|inform|ask)|who (?:do|should|must))/i, 'people'],
  [
    /\b(?:verify|confirm|how do (?:i|we) know|(?:is|it's|are) (?:it |we )?(?:really )?(?:over|fixed|recovered|safe now))\b/i,
    'proof',
  ],
  [/\b(?:afterwards|follow[- ]?up|prevent|happen again|from happening|long[- ]term)\b/i, 'afterwards'],
  [
    /^\W*(?:what(?:'s|s| is| are| does)|explain|define|describe|tell me about|difference between)\b|\b(?:mean|means|meaning|difference between|how does .* work)\b/i,
    'meaning',
  ],
  [
    /\b(?:why|cause[sd]?|diagnose|debug|investigate|find out|troubleshoot|check|which command|see which|look at)\b/i,
    'checks',
  ],
  [
    /\b(?:how (?:do|can|should|would|to)|what (?:do|should|can) (?:i|we)|fix|mitigate|recover|restore|resolve|stop|steps|procedure)\b/i,
    'steps',
  ],
];

/**
 * What a section of each purpose is worth to somebody who asks for another. Who asks for proof, people, what comes
 * afterwards or what to avoid wants that section, whatever words it has.
 */
const worth: Readonly<Record<Wanted, Partial<Record<Purpose, number>>>> = {
  meaning: { meaning: 2.2, signs: 1, checks: 1, part: 0.9, steps: 0.8 },
  signs: { checks: 1.5, steps: 1.2, part: 1.2, signs: 0.9 },
  checks: { checks: 2, meaning: 1.2, part: 1.2, signs: 1, steps: 1 },
  steps: { steps: 2, part: 1.6, checks: 1.2, meaning: 0.8 },
  proof: { proof: 8, checks: 1, steps: 0.8 },
  people: { people: 8, steps: 0.8 },
  afterwards: { afterwards: 8, steps: 1, warnings: 0.8 },
  warnings: { warnings: 8, steps: 0.8 },
};
const otherwise = 0.5;
/** It helps to find the runbook, and tells nothing to somebody who has found it. */
const scopeWorth = 0.05;

export function purposeOf(heading: string): Purpose {
  return headings.find(([pattern]) => pattern.test(heading))?.[1] ?? 'part';
}

/** What a question is after; one that only tells what is wrong wants to know where to look first. */
export function purposeAsked(question: string): Wanted {
  return questions.find(([pattern]) => pattern.test(question))?.[1] ?? 'signs';
}

export function worthOf(heading: string, asked: Wanted): number {
  const purpose = purposeOf(heading);
  return purpose === 'scope' ? scopeWorth : (worth[asked][purpose] ?? otherwise);
}
