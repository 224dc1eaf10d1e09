/** What a section is for, and what a question asks for. */
export type Purpose = 'meaning' | 'signs' | 'checks' | 'steps' | 'proof' | 'people' | 'afterwards' | 'warnings';

/** Read from the heading, the first that fits; whatever has a heading of its own making holds steps. */
const headings: readonly (readonly [RegExp, Purpose])[] = [
  [/^what not to do|^never/i, 'warnings'],
  [/^(?:when to escalate|escalat|whom? to)/i, 'people'],
  [/^follow[- ]?up|^after/i, 'afterwards'],
  [/^(?:verif|checking that it is over|how to know it)/i, 'proof'],
  [/^(?:what .*(?:is|are|means)|how it works|reading|terms|background)\b/i, 'meaning'],
  [/^(?:symptoms|when to|signs)/i, 'signs'],
  [/^(?:first checks|quick checks|checks|blocked queries|was it used|finding)/i, 'checks'],
];

const questions: readonly (readonly [RegExp, Purpose])[] = [
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

/** What a section of each purpose is worth to somebody who asks for another; the first that the question names decides. */
const worth: Readonly<Record<Purpose, Partial<Record<Purpose, number>>>> = {
  meaning: { meaning: 2.2, signs: 1.2, checks: 1, steps: 0.8 },
  signs: { signs: 1.5, checks: 1.5, steps: 1.2 },
  checks: { checks: 2, meaning: 1.2, signs: 1, steps: 1 },
  steps: { steps: 2, checks: 1.2, meaning: 0.8 },
  proof: { proof: 3, checks: 1, steps: 0.8 },
  people: { people: 3, steps: 0.8 },
  afterwards: { afterwards: 3, steps: 1, warnings: 0.8 },
  warnings: { warnings: 3, steps: 0.8 },
};
const otherwise = 0.5;

export function purposeOf(heading: string): Purpose {
  return headings.find(([pattern]) => pattern.test(heading))?.[1] ?? 'steps';
}

/** What a question is after; one that only tells what is wrong wants to know where to look first. */
export function purposeAsked(question: string): Purpose {
  return questions.find(([pattern]) => pattern.test(question))?.[1] ?? 'signs';
}

export function worthOf(heading: string, asked: Purpose): number {
  return worth[asked][purposeOf(heading)] ?? otherwise;
}
