import { work } from './work.ts';

/** A process of its own that works until it is done or killed, and tells its parent each step. */
work(process.argv[2] ?? '', Number(process.argv[3]), (step) => process.send?.(step)).then(
  () => process.exit(0),
  () => process.exit(1),
);
