import { fileURLToPath } from 'node:url';
import { LoomError } from '../../domain/errors.ts';
import type { Metadata } from '../../domain/market/bundle.ts';
import { dependenciesOf } from '../../dsl/compile.ts';
import type { CompileContext } from '../../dsl/program.ts';
import type { Files } from '../commands/command.ts';
import type { SourceFile } from '../loom.ts';

/** What a program is compiled against, and what kept it from being looked up. */
export interface FoundContext {
  readonly context: CompileContext;
  readonly missing: LoomError | null;
}

/** Where contexts come from. */
export interface ContextSource {
  readonly files: Pick<Files, 'readProgram'>;
  /**
   * Asks the marketplace when its services already run, and holds nothing afterwards; null where nothing runs.
   * @throws LoomError
   */
  readonly lookUp: (program: SourceFile) => Promise<CompileContext | null>;
}

/** Finds what a program depends on. What cannot be looked up is taken on trust, and so are the names it may bring. */
export async function findContext(
  uri: string,
  source: string,
  { files, lookUp }: ContextSource,
): Promise<FoundContext> {
  const metadata = await metadataBeside(uri, files);
  const given = metadata === undefined ? {} : { metadata };
  const alone = Object.keys(dependenciesOf(source, metadata).declared).length === 0;
  const onTrust: CompileContext = { dependencies: new Map(), offline: !alone, ...given };
  if (alone) return { context: onTrust, missing: null };
  try {
    return { context: (await lookUp({ file: uri, source, ...given })) ?? onTrust, missing: null };
  } catch (thrown) {
    const error = LoomError.from(thrown);
    return { context: onTrust, missing: error.code === 'market.dependency_missing' ? error : null };
  }
}

/** What the package says of itself; nothing for a text that is in no file yet, or whose metadata cannot be read. */
async function metadataBeside(uri: string, files: ContextSource['files']): Promise<Metadata | undefined> {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return (await files.readProgram(fileURLToPath(uri))).metadata;
  } catch {
    return undefined;
  }
}
