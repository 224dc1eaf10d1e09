import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import MiniSearch from 'minisearch';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import { wordOf, wordsOf } from '../../domain/words.ts';
import { type Section, sectionsOf } from './section.ts';

/** A section that may answer a question. */
export interface Passage extends Section {
  /** Share of the question's meaning that it covers, 0 to 1. */
  readonly fit: number;
}

export interface Library {
  /**
   * The sections that fit a question best, the best first.
   * @param inclined words that whoever looks is inclined to: runbooks filed under them come first
   */
  find(question: string, inclined: readonly string[]): readonly Passage[];
}

/**
 * A section answers a question when it covers this share of it, or is filed under this many of its words: long questions
 * carry data that no runbook knows. A word that only stands in the text somewhere is no reason.
 */
const fitMin = 0.34;
const filedWordsMin = 2;
const filedIn: readonly string[] = ['tags', 'title', 'heading'];
const passagesMax = 3;
/** A worse passage is left out when it is worth less than this share of the best. */
const besideTheBest = 0.5;
const questionWordsMax = 40;
const boost = { tags: 4, title: 3, heading: 2, text: 1 } as const;
const inclination = 1.3;

/** Reads all runbooks (`*.md`) of a folder. @throws LoomError `agent.runbooks_unreadable` */
export async function openLibrary(folder: string): Promise<Library> {
  const sections: Section[] = [];
  try {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
    for (const file of files.slice(0, limits.runbooksMax)) {
      sections.push(...sectionsOf(file, await readFile(join(folder, file), 'utf8')));
    }
  } catch (error) {
    throw new LoomError(
      'agent.runbooks_unreadable',
      `The runbooks in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Set HOLOLOOM_RUNBOOKS to a folder of Markdown files that the worker may read.',
    );
  }
  return libraryOf(sections);
}

export function libraryOf(sections: readonly Section[]): Library {
  const index = new MiniSearch<Section & { readonly id: number }>({
    fields: Object.keys(boost),
    processTerm: (word) => wordOf(word) ?? false,
    tokenize: (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [],
  });
  index.addAll(sections.map((section, id) => ({ id, ...section })));
  const weight = weightsOf(sections);

  return {
    find(question, inclined) {
      const words = [...new Set(wordsOf(question))].slice(0, questionWordsMax);
      const whole = words.reduce((sum, word) => sum + weight(word), 0);
      const found = index
        .search(words.join(' '), {
          boost,
          boostDocument: (id) => (isInclined(sections[Number(id)], inclined) ? inclination : 1),
        })
        .flatMap(({ id, score, queryTerms, match }) => {
          const section = sections[Number(id)];
          const fit = queryTerms.reduce((sum, word) => sum + weight(word), 0) / whole;
          const filed = Object.values(match).filter((fields) => fields.some((field) => filedIn.includes(field))).length;
          const fits = filed > 0 && (fit >= fitMin || filed >= filedWordsMin);
          return section !== undefined && fits ? [{ score, passage: { ...section, fit } }] : [];
        });
      const best = found[0]?.score ?? 0;
      return found
        .filter(({ score }) => score >= best * besideTheBest)
        .slice(0, passagesMax)
        .map(({ passage }) => passage);
    },
  };
}

/** A word counts more the fewer sections have it; one that no section has counts most. @see inverse document frequency */
function weightsOf(sections: readonly Section[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const { title, heading, tags, text } of sections) {
    for (const word of new Set(wordsOf(`${title} ${heading} ${tags} ${text}`)))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return (word) => Math.log(1 + sections.length / ((counts.get(word) ?? 0) + 0.5));
}

function isInclined(section: Section | undefined, inclined: readonly string[]): boolean {
  return wordsOf(section?.tags ?? '').some((word) => inclined.includes(word));
}
