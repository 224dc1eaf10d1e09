import { Client } from 'pg';

/** A lock that belongs to this process as long as its connection lives. */
export interface HeldLock {
  /** Resolves when it is lost: the connection ended. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

const pauseMs = 250;
/** A connection that is only half there is found out after this. */
const beatMs = 5_000;

/**
 * Waits until no other process holds the lock of that name. A process that dies lets go of it at once; a database that is
 * away is waited for.
 * @param onWait told once when somebody else has it
 * @throws the signal's reason
 */
export async function holdLock(
  databaseUrl: string,
  name: string,
  { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: () => void },
): Promise<HeldLock> {
  let told = false;
  for (;;) {
    signal.throwIfAborted();
    const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, keepAlive: true });
    const lost = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', () => undefined);
    try {
      await client.connect();
      while (!(await tryLock(client, name))) {
        if (!told) onWait();
        told = true;
        await pause(signal);
        signal.throwIfAborted();
      }
      signal.throwIfAborted();
      return held(client, lost);
    } catch (error) {
      await client.end().catch(() => undefined);
      signal.throwIfAborted();
      if (isRefusal(error)) throw error;
      await pause(signal);
    }
  }
}

async function tryLock(client: Client, name: string): Promise<boolean> {
  const asked = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held', [
    name,
  ]);
  return asked.rows[0]?.held === true;
}

function held(client: Client, lost: Promise<void>): HeldLock {
  const beat = setInterval(() => {
    const late = setTimeout(() => client.end().catch(() => undefined), beatMs);
    client.query('SELECT 1').then(
      () => clearTimeout(late),
      () => clearTimeout(late),
    );
  }, beatMs);
  beat.unref();
  return {
    lost: lost.then(() => clearInterval(beat)),
    async release() {
      clearInterval(beat);
      await client.end().catch(() => undefined);
    },
  };
}

/** Wrong passwords and missing databases do not pass; a server that is away or starting does. */
function isRefusal(error: unknown): boolean {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^(?:28|3D|42)/.test(code);
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, pauseMs);
    signal.addEventListener('abort', done);
  });
}
