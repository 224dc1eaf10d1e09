import { pathToFileURL } from 'node:url';
import type { SourceFile } from '../../client/loom.ts';
import { findContext } from '../../client/lsp/contexts.ts';
import { LoomError } from '../../domain/errors.ts';
import type { CompileContext } from '../../dsl/program.ts';
import { dependencies } from '../support/contracts.ts';

const dependent =
  'LOOP a\n  USES:\n    - forensics = forensic-tools ^2.0\n  STEPS:\n    - x = forensics.assess_severity("a")\nEND\n';
const found: CompileContext = { dependencies, offline: false };
const noFiles = {
  readProgram: async () => {
    throw new LoomError('command.bad_file', 'a.loop does not exist.', 'Check the path.');
  },
};

describe('what a program in an editor is compiled against', () => {
  it('is nothing when it depends on nothing, and nobody is asked', async () => {
    const lookUp = async () => Promise.reject(new Error('asked'));
    const { context } = await findContext('untitled:a', 'LOOP a\nEND\n', { files: noFiles, lookUp });
    expect(context).toEqual({ dependencies: new Map(), offline: false });
  });

  it('is what the marketplace holds when services run', async () => {
    const asked: SourceFile[] = [];
    const lookUp = async (program: SourceFile) => {
      asked.push(program);
      return found;
    };
    expect(await findContext('untitled:a', dependent, { files: noFiles, lookUp })).toEqual({
      context: found,
      missing: null,
    });
    expect(asked).toEqual([{ file: 'untitled:a', source: dependent }]);
  });

  it('is taken on trust where nothing runs, or nobody answers', async () => {
    const onTrust = { context: { dependencies: new Map(), offline: true }, missing: null };
    expect(await findContext('untitled:a', dependent, { files: noFiles, lookUp: async () => null })).toEqual(onTrust);
    const unreachable = new LoomError('service.unreachable', 'PostgreSQL does not answer.', 'Type "doctor".');
    const lookUp = async () => Promise.reject(unreachable);
    expect(await findContext('untitled:a', dependent, { files: noFiles, lookUp })).toEqual(onTrust);
  });

  it('tells when no version of a dependency was found', async () => {
    const missing = new LoomError('market.dependency_missing', 'No version fits.', 'Publish it first.');
    const lookUp = async () => Promise.reject(missing);
    const { context, ...other } = await findContext('untitled:a', dependent, { files: noFiles, lookUp });
    expect(context.offline).toBe(true);
    expect(other.missing).toEqual(missing);
  });

  it('counts the metadata beside the file', async () => {
    const metadata = { workflow_id: 'a', dependencies: { 'forensic-tools': '^2.0.0' } } as unknown as NonNullable<
      SourceFile['metadata']
    >;
    const files = { ...noFiles, readProgram: async (file: string) => ({ file, source: '', metadata }) };
    const asked: SourceFile[] = [];
    const lookUp = async (program: SourceFile) => {
      asked.push(program);
      return found;
    };
    const uri = pathToFileURL('/packages/a/program.loop').href;
    await findContext(uri, 'LOOP a\nEND\n', { files, lookUp });
    expect(asked).toEqual([{ file: uri, source: 'LOOP a\nEND\n', metadata }]);
  });
});
