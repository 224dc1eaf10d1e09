import { deserialize, serialize } from 'node:v8';
import { indexedDB } from 'fake-indexeddb';
import 'fake-indexeddb/auto';

/** The parts of IndexedDB that are used here; it is defined in terms of browsers. */
interface Asked<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
  onupgradeneeded?: (() => void) | null;
}
interface Index {
  readonly keyPath: string | string[];
  readonly unique: boolean;
  readonly multiEntry: boolean;
}
interface Store {
  readonly keyPath: string | string[] | null;
  readonly autoIncrement: boolean;
  readonly indexNames: Iterable<string>;
  index(name: string): Index;
  createIndex(name: string, keyPath: Index['keyPath'], options: Partial<Index>): void;
  getAll(): Asked<unknown[]>;
  getAllKeys(): Asked<unknown[]>;
  put(value: unknown, key?: unknown): void;
}
interface Transaction {
  readonly error: unknown;
  objectStore(name: string): Store;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
interface Base {
  readonly objectStoreNames: Iterable<string>;
  transaction(store: string, mode: 'readonly' | 'readwrite'): Transaction;
  createObjectStore(name: string, options: { keyPath?: Store['keyPath']; autoIncrement: boolean }): Store;
  close(): void;
}
interface Bases {
  databases(): Promise<readonly { readonly name: string; readonly version: number }[]>;
  open(name: string, version?: number): Asked<Base>;
  deleteDatabase(name: string): Asked<unknown>;
}
const bases = indexedDB as unknown as Bases;

interface KeptStore {
  readonly name: string;
  readonly keyPath: Store['keyPath'];
  readonly autoIncrement: boolean;
  readonly indexes: readonly (Index & { readonly name: string })[];
  readonly keys: readonly unknown[];
  readonly values: readonly unknown[];
}
interface KeptBase {
  /** What follows the name it was opened under. */
  readonly end: string;
  readonly version: number;
  readonly stores: readonly KeptStore[];
}

/** Everything in memory under a name, as bytes. */
export async function dumpStore(name: string): Promise<Uint8Array> {
  const kept: KeptBase[] = [];
  for (const found of await bases.databases()) {
    if (!found.name.startsWith(name)) continue;
    const base = await answered(bases.open(found.name));
    const stores = [...base.objectStoreNames].map((each) => keptStore(base, each));
    kept.push({ end: found.name.slice(name.length), version: found.version, stores: await Promise.all(stores) });
    base.close();
  }
  return serialize(kept);
}

async function keptStore(base: Base, name: string): Promise<KeptStore> {
  const store = base.transaction(name, 'readonly').objectStore(name);
  const { keyPath, autoIncrement } = store;
  const indexes = [...store.indexNames].map((each) => {
    const index = store.index(each);
    return { name: each, keyPath: index.keyPath, unique: index.unique, multiEntry: index.multiEntry };
  });
  const [keys, values] = await Promise.all([answered(store.getAllKeys()), answered(store.getAll())]);
  return { name, keyPath, autoIncrement, indexes, keys, values };
}

/** Puts what was dumped under a name, which may be another one. */
export async function restoreStore(name: string, bytes: Uint8Array): Promise<void> {
  for (const { end, version, stores } of deserialize(bytes) as readonly KeptBase[]) {
    const opening = bases.open(`${name}${end}`, version);
    opening.onupgradeneeded = () => {
      for (const kept of stores) makeStore(opening.result, kept);
    };
    const base = await answered(opening);
    for (const kept of stores) await fillStore(base, kept);
    base.close();
  }
}

function makeStore(base: Base, { name, keyPath, autoIncrement, indexes }: KeptStore): void {
  const store = base.createObjectStore(name, { ...(keyPath === null ? {} : { keyPath }), autoIncrement });
  for (const { name: index, keyPath: path, unique, multiEntry } of indexes) {
    store.createIndex(index, path, { unique, multiEntry });
  }
}

function fillStore(base: Base, { name, keyPath, keys, values }: KeptStore): Promise<void> {
  const transaction = base.transaction(name, 'readwrite');
  const store = transaction.objectStore(name);
  for (const [position, value] of values.entries()) {
    if (keyPath === null) store.put(value, keys[position]);
    else store.put(value);
  }
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Forgets everything under a name. */
export async function forgetStore(name: string): Promise<void> {
  for (const found of await bases.databases()) {
    if (found.name.startsWith(name)) await answered(bases.deleteDatabase(found.name));
  }
}

function answered<T>(asked: Asked<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
