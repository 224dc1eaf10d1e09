import MiniSearch from 'minisearch';
import { confidenceMin, confidenceOf, type Fit } from './confidence.ts';
import { purposeAsked, worthOf } from './purpose.ts';
import type { Runbook, Section } from './runbook.ts';
import { termsOf, unitsOf } from './terms.ts';

export interface Query {
  readonly question: string;
  /** What comes with the question; it counts for less. */
  readonly context?: string;
  /** Words that whoever looks is inclined to: runbooks filed under them come a little earlier. */
  readonly inclined?: readonly string[];
}

export interface Found {
  /** What answers the question, the best first; none when nothing fits. */
  readonly passages: readonly Section[];
  /** Runbooks by how well they fit, the best first, also when none fits well enough. */
  readonly runbooks: readonly Runbook[];
  /** Of those, the ones after the first that come close to it. */
  readonly related: readonly Runbook[];
  /** How the first of them fits; null when no runbook has a word of the question. */
  readonly fit: Fit | null;
  /** The chance that the first runbook is the right one, 0 to 1. */
  readonly confidence: number;
}

export interface Playbook {
  readonly runbooks: readonly Runbook[];
  find(query: Query): Found;
}

const runbookBoost = { title: 2, tags: 4, headings: 1, body: 1 } as const;
/** Length counts for less (b) than usual: runbooks are all about as long, and tags are meant to be many. */
const runbookBm25 = { k: 1.2, b: 0.5, d: 0.5 } as const;
const sectionBoost = { heading: 2, text: 1 } as const;
const filedIn: readonly string[] = ['title', 'tags'];
/** What the best section of a runbook adds to what the runbook as a whole is worth. */
const sectionShare = 0.6;
/** A word is rare that at most so many runbooks have. */
const rareMax = 2;
/** What a section that has no word of the question counts, as a share of the best of its runbook. */
const unspokenShare = 0.5;
const contextShare = 0.25;
const inclination = 1.15;
const questionUnitsMax = 40;
const contextUnitsMax = 60;
const runbooksFoundMax = 3;
/** A second section, or a section of a second runbook, is quoted, and a runbook named, when it is worth this share of the first. */
const besideTheBest = { section: 0.45, runbook: 0.8, related: 0.4 } as const;
const passagesMax = 3;

interface Candidate {
  readonly id: number;
  readonly runbook: Runbook;
  /** What its best section is worth, whatever the purpose. */
  readonly best: number;
  readonly score: number;
  readonly fit: Omit<Fit, 'lead'>;
}

/** Looks questions up in runbooks: first which runbook (BM25 over fields), then which of its sections serves the purpose. */
export function playbookOf(runbooks: readonly Runbook[]): Playbook {
  const sections = runbooks.flatMap((runbook, of) => runbook.sections.map((section) => ({ ...section, of })));
  const wholes = indexed(Object.keys(runbookBoost), runbooks.map(fieldsOf));
  const parts = indexed(Object.keys(sectionBoost), sections);
  const weight = weightsOf(runbooks);
  const rareFrom = weightOf(rareMax, runbooks.length);

  return {
    runbooks,
    find({ question, context = '', inclined = [] }) {
      const { asked, data } = readQuestion(question);
      const units = unitsOf(asked).slice(0, questionUnitsMax);
      const own = [...new Set(units.flat())];
      const around = [...new Set([...termsOf(data), ...termsOf(context)])].filter((term) => !own.includes(term));
      const terms = [...own, ...around.slice(0, contextUnitsMax)];
      const inclinedTerms = inclined.flatMap(termsOf);
      const boostTerm = (_: string, at: number): number => (at < own.length ? 1 : contextShare);

      const partScores = parts.search(terms.join(' '), { boost: sectionBoost, boostTerm });
      const scoreOfPart = new Map(partScores.map(({ id, score }) => [Number(id), score]));
      const candidates = wholes
        .search(terms.join(' '), { boost: runbookBoost, boostTerm, bm25: runbookBm25 })
        .flatMap(({ id, score, match }): Candidate[] => {
          const runbook = runbooks[Number(id)];
          if (runbook === undefined) return [];
          const best = Math.max(0, ...sections.map(({ of }, at) => (of === id ? (scoreOfPart.get(at) ?? 0) : 0)));
          const leaning = termsOf(runbook.tags).some((tag) => inclinedTerms.includes(tag)) ? inclination : 1;
          return [
            {
              id,
              runbook,
              best,
              score: (score + sectionShare * best) * leaning,
              fit: fitOf(units, match, weight, rareFrom),
            },
          ];
        })
        .sort((one, other) => other.score - one.score)
        .slice(0, runbooksFoundMax);

      const [first, second] = candidates;
      if (first === undefined) return { passages: [], runbooks: [], related: [], fit: null, confidence: 0 };
      const fit = { ...first.fit, lead: 1 - (second?.score ?? 0) / first.score };
      const confidence = confidenceOf(fit);
      const purpose = purposeAsked(question);
      const inside = ({ id, best }: Candidate) =>
        sections
          .map((section, at) => ({
            section,
            score:
              section.of === id
                ? (unspokenShare + (scoreOfPart.get(at) ?? 0) / (best || 1)) * worthOf(section.heading, purpose)
                : 0,
          }))
          .filter(({ score }) => score > 0)
          .sort((one, other) => other.score - one.score);
      const [best, next] = inside(first);
      const beside =
        second !== undefined && second.score >= first.score * besideTheBest.runbook ? inside(second)[0] : undefined;
      const chosen = [
        best,
        next !== undefined && best !== undefined && next.score >= best.score * besideTheBest.section ? next : undefined,
        beside,
      ].flatMap((each) => (each === undefined ? [] : [bare(each.section)]));
      return {
        passages: confidence >= confidenceMin ? chosen.slice(0, passagesMax) : [],
        runbooks: candidates.map(({ runbook }) => runbook),
        related: candidates
          .slice(1)
          .filter(({ score }) => score >= first.score * besideTheBest.related)
          .map(({ runbook }) => runbook),
        fit,
        confidence,
      };
    },
  };
}

function indexed<Document extends object>(
  fields: string[],
  documents: readonly Document[],
): MiniSearch<Document & { id: number }> {
  const index = new MiniSearch<Document & { id: number }>({
    fields,
    // Terms of a query come as they are; texts are read by the same rules.
    tokenize: (text, field) => (field === undefined ? text.split(' ') : [...termsOf(text)]),
    processTerm: (term) => term,
    searchOptions: { tokenize: (text) => text.split(' ') },
  });
  index.addAll(documents.map((document, id) => ({ ...document, id })));
  return index;
}

function fieldsOf({ title, tags, sections }: Runbook): Record<keyof typeof runbookBoost, string> {
  return {
    title,
    tags,
    headings: sections.map(({ heading }) => heading).join('\n'),
    body: sections.map(({ text }) => text).join('\n'),
  };
}

/** What a program puts into its question as data (`{…}`, `[…]`) says less of what is asked than the words around it. */
function readQuestion(question: string): { readonly asked: string; readonly data: string } {
  const data = /[{[][\s\S]*[}\]]/.exec(question)?.[0] ?? '';
  const asked = question.replace(data, ' ');
  return unitsOf(asked).length === 0 ? { asked: question, data: '' } : { asked, data };
}

function fitOf(
  units: readonly (readonly string[])[],
  match: Readonly<Record<string, readonly string[]>>,
  weight: (term: string) => number,
  rareFrom: number,
): Omit<Fit, 'lead'> {
  const heavy = (unit: readonly string[]): number => Math.min(...unit.map(weight));
  const sum = (some: readonly (readonly string[])[]): number => some.reduce((total, unit) => total + heavy(unit), 0);
  const filed = units.filter((unit) => unit.some((term) => match[term]?.some((field) => filedIn.includes(field))));
  const covered = units.filter((unit) => unit.some((term) => match[term] !== undefined));
  const rare = covered.filter((unit) => unit.some((term) => match[term] !== undefined && weight(term) >= rareFrom));
  const whole = sum(units) || 1;
  return { covered: sum(covered) / whole, filed: sum(filed) / whole, filedWords: filed.length, rareWords: rare.length };
}

/** A word counts more the fewer runbooks have it; one that none has counts most. @see inverse document frequency */
function weightsOf(runbooks: readonly Runbook[]): (term: string) => number {
  const counts = new Map<string, number>();
  for (const runbook of runbooks) {
    for (const term of new Set(Object.values(fieldsOf(runbook)).flatMap(termsOf)))
      counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return (term) => weightOf(counts.get(term) ?? 0, runbooks.length);
}

function weightOf(have: number, runbooks: number): number {
  return Math.log(1 + runbooks / (have + 0.5));
}

function bare({ file, title, heading, tags, text }: Section): Section {
  return { file, title, heading, tags, text };
}
