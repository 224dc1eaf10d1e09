import { isCommand, isQuestion, queryTypeOf, topicsOf } from './query-type.ts';
import { countCharacters, countSentences, readable, wordsIn } from './text.ts';

/** Where a question was asked; what is not known is left out. */
export interface QueryContext {
  /** What was given with the question, such as a log or a document. */
  readonly text?: string;
  /** Messages of the conversation before it. */
  readonly conversationLength?: number;
  /** How often it was answered and asked again. */
  readonly retries?: number;
  readonly threadDepth?: number;
  /** Of the best example found for it, 0 to 1. */
  readonly exampleScore?: number;
  /** Of the day in UTC, 0 to 24. */
  readonly hour?: number;
}

/** What is seen of a question before it is answered. Lengths in code points; shares from 0 to 1. */
export interface QueryFeatures {
  readonly char_count: number;
  readonly word_count: number;
  readonly sentence_count: number;
  readonly avg_word_length: number;
  readonly unique_word_ratio: number;
  readonly technical_term_count: number;
  readonly is_question: boolean;
  readonly is_command: boolean;
  readonly has_code: boolean;
  readonly has_digit: boolean;
  readonly is_multi_line: boolean;
  readonly query_type: string;
  readonly topics: readonly string[];
  readonly has_context: boolean;
  readonly context_size: number;
  readonly conversation_length: number;
}

const technicalWords: ReadonlySet<string> = new Set(
  (
    'api apis async auth aws backend bash bug cache cdn ci cli cluster commit container cpu cron css csv database deploy deployment dns docker ' +
    'endpoint frontend git gpu graphql grpc hash helm html http https index javascript json jwt k8s kafka kernel kubernetes lambda ' +
    'latency linux load log logs memory merge metrics microservice middleware migration mutex nginx node npm oauth oom orm pod pods postgres ' +
    'postgresql proxy python query queue redis regex replica repository rest rollback rust schema sdk server servers shard socket sql ssh ssl ' +
    'stack stacktrace tcp terraform thread timeout tls token trace typescript udp url vpc vpn webhook websocket xml yaml'
  ).split(' '),
);
/** camelCase, snake_case, a.dotted.name, v1.2.3, a path, an option: written by people who mean something exact. */
const technicalShape =
  /\b[a-z]+[A-Z][A-Za-z]*\b|\b\w+_\w+\b|\b\w+\.\w+\.\w+\b|\bv?\d+\.\d+(?:\.\d+)?\b|(?:^|\s)[~.]?\/[\w./-]+|(?:^|\s)--?[a-z][\w-]*/g;
const codeShape =
  /```|`[^`\n]+`|^\s{4,}\S.*[;{}]\s*$|\b(?:function|const|let|def|class|import|SELECT)\s+\w+.*[({;=]|=>|\);/m;

/** Reads a question. Any string will do. */
export function featuresOf(query: string, context: QueryContext = {}, type?: string): QueryFeatures {
  const text = readable(query);
  const words = wordsIn(text);
  return featuresOfWords(text, words, context, type);
}

/** As `featuresOf`, of a text that is split into its words already. */
export function featuresOfWords(
  text: string,
  words: readonly string[],
  context: QueryContext,
  type?: string,
): QueryFeatures {
  let letters = 0;
  let terms = text.match(technicalShape)?.length ?? 0;
  for (const word of words) {
    letters += countCharacters(word);
    if (technicalWords.has(word)) terms += 1;
  }
  const given = context.text ?? '';
  return {
    char_count: countCharacters(text),
    word_count: words.length,
    sentence_count: countSentences(text),
    avg_word_length: words.length === 0 ? 0 : letters / words.length,
    unique_word_ratio: words.length === 0 ? 0 : new Set(words).size / words.length,
    technical_term_count: terms,
    is_question: isQuestion(text, words),
    is_command: isCommand(text, words),
    has_code: codeShape.test(text),
    has_digit: /\p{N}/u.test(text),
    is_multi_line: text.trim().includes('\n'),
    query_type: type ?? queryTypeOf(text, words),
    topics: topicsOf(words),
    has_context: given.length > 0,
    context_size: countCharacters(given),
    conversation_length: context.conversationLength ?? 0,
  };
}
