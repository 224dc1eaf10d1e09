/** Lets a loop sleep until somebody calls, and misses no call that comes while it is at work. */
export interface Waker {
  /** Everything called up to now. */
  next(): number;
  call(): void;
  /** Sleeps until a call that is not among those of `seen`, or some time is over. With null no call wakes it. */
  wait(seen: number | null, ms: number, signal: AbortSignal): Promise<void>;
}

export function openWaker(): Waker {
  let calls = 0;
  const sleeping = new Set<() => void>();
  return {
    next: () => calls,
    call() {
      calls += 1;
      for (const wake of [...sleeping]) wake();
    },
    wait(seen, ms, signal) {
      if (signal.aborted || (seen !== null && seen !== calls)) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          sleeping.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        if (seen !== null) sleeping.add(done);
        signal.addEventListener('abort', done);
      });
    },
  };
}

/** Pauses that double from try to try, with some chance in them, until something works. */
export function patience(msMin: number, msMax: number): { next(): number; over(): void } {
  let ms = msMin;
  return {
    next() {
      const now = ms * (0.75 + Math.random() / 2);
      ms = Math.min(ms * 2, msMax);
      return Math.round(now);
    },
    over() {
      ms = msMin;
    },
  };
}
