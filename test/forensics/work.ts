import { join } from 'node:path';
import { keepRecord } from '../../examples/host-tools/compliance/journal.ts';
import { changeOnce } from '../../examples/host-tools/state/versions.ts';

/** Does step after step as the tools do, a change of files and then its record, until it is killed or done. */
export async function work(home: string, steps: number, tell: (step: number) => void): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    const key = `run#step-${step}`;
    await changeOnce(
      join(home, 'versions'),
      key,
      async () =>
        new Map([
          ['done', ''],
          ['count', '0'],
        ]),
      (files) => {
        const next = new Map([
          ['done', `${files.get('done')}${key}\n`],
          ['count', String(Number(files.get('count')) + 1)],
        ]);
        return { files: next, result: null };
      },
    );
    await keepRecord(join(home, 'records.jsonl'), { key, subject: 'test', event: 'step_done', details: null });
    tell(step);
  }
}
