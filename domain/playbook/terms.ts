import { stemmer } from 'stemmer';
import { eng } from 'stopword';
import { wordOf } from '../words.ts';

/** What a writer of runbooks and somebody in a hurry call the same thing by; read before words are parted. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/\bon[ -]calls?\b/gi, 'oncall'],
  [/\b(?:log|sign)(?:ging|ged|ing|ed)?[ -](?:in|on)\b/gi, 'login'],
  [/\broll(?:ing|ed)?[ -]backs?\b/gi, 'rollback'],
  [/\bfail(?:ing|ed|s)?[ -]?over\b/gi, 'failover'],
  [/\btim(?:e|ed|es|ing)[ -]?outs?\b/gi, 'timeout'],
  [/\bhand(?:ing|ed)?[ -]?over\b/gi, 'handover'],
  [/\bpost[ -]mortem/gi, 'postmortem'],
  [/\bback(?:ing|ed)?[ -]ups?\b/gi, 'backup'],
  [/\b(?:two|2|multi)[ -]?factor\b/gi, 'mfa'],
];

const alike: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'kubernetes k8s kube',
    'postgres postgresql pg psql',
    'database db dbs',
    'certificate cert certs',
    'configuration config configs cfg',
    'repository repo repos',
    'production prod',
    'authentication auth authn authenticate',
    'memory ram mem',
    'credential creds',
    'password passwd passwords',
    'dependency deps dep',
    'vulnerability vuln vulns',
    'login signin logon logins',
    'mfa 2fa otp totp',
    'oncall pager',
    'compromise hacked hack',
    'message msg msgs',
    'cpu processor',
    'pr mr',
  ].flatMap((line) => {
    const [plain = '', ...others] = line.split(' ');
    return others.map((other) => [other, plain]);
  }),
);

/** What people say around a question whatever it is about; beside the words of the list it comes with. */
const around =
  'tell say says give show name find know want need let help happen happens happening somebody someone else everybody everyone nobody ' +
  'anybody everything something anything thing things today yesterday tomorrow tonight right keep keeps began begin while good great';
const stopWords = new Set([...eng, ...around.split(' ')]);

const token = /[\p{L}\p{N}]+(?:[._+:/-][\p{L}\p{N}]+)*/gu;
const joint = /[._+:/-]|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/**
 * The words of a text in the form they are looked up by, one list a word: first the word, then its parts where it has any.
 * `pg_stat_activity`, `502` and `CrashLoopBackOff` stay whole beside their parts; ordinary words lose their endings.
 */
export function unitsOf(text: string): readonly (readonly string[])[] {
  const plain = phrases.reduce((sum, [pattern, word]) => sum.replace(pattern, word), text);
  return (plain.match(token) ?? []).flatMap((word) => {
    const parts = word.split(joint);
    const forms = parts.length === 1 ? [word] : [word, ...parts.filter((part) => part.length > 1)];
    const terms = [...new Set(forms.flatMap((form) => termOf(form) ?? []))];
    return terms.length === 0 ? [] : [terms];
  });
}

export function termsOf(text: string): readonly string[] {
  return unitsOf(text).flat();
}

function termOf(word: string): string | null {
  const small = word.toLowerCase();
  if (wordOf(small) === null || stopWords.has(small)) return null;
  const plain = alike[small] ?? small;
  return plain.length > 3 && /^[a-z]+$/.test(plain) ? stemmer(plain) : plain;
}
