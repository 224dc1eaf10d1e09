import { z } from 'zod';

/** Numbers by name; a restored predictor fills arrays of the same names. */
export type Arrays = Readonly<Record<string, Float64Array | Int32Array>>;

export interface Snapshot {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly arrays: Arrays;
}

const headerShape = z.object({
  format: z.literal(1),
  names: z.record(z.string(), z.array(z.string())),
  arrays: z.array(z.object({ name: z.string(), bytes: z.union([z.literal(4), z.literal(8)]), length: z.int().min(0) })),
});

/** Bytes in front of the header: its length. Everything starts at a multiple of this. */
const word = 8;

/** Writes a snapshot as bytes: a header in JSON, then the numbers as they are, so that none of them changes. */
export function packSnapshot({ names, arrays }: Snapshot): Uint8Array {
  const entries = Object.entries(arrays);
  const header = new TextEncoder().encode(
    JSON.stringify({
      format: 1,
      names,
      arrays: entries.map(([name, numbers]) => ({ name, bytes: numbers.BYTES_PER_ELEMENT, length: numbers.length })),
    }),
  );
  const start = word + padded(header.length);
  const bytes = new Uint8Array(entries.reduce((at, [, numbers]) => at + padded(numbers.byteLength), start));
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, word);
  let at = start;
  for (const [, numbers] of entries) {
    bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), at);
    at += padded(numbers.byteLength);
  }
  return bytes;
}

/** @returns the snapshot, or null for bytes of another format or cut short: such a state is built again from its log */
export function unpackSnapshot(packed: Uint8Array): Snapshot | null {
  if (packed.length < word) return null;
  // A copy, since what a database hands out may start anywhere and numbers may not.
  const bytes = packed.slice();
  const headerLength = new DataView(bytes.buffer).getUint32(0, true);
  const header = readHeader(bytes.subarray(word, word + headerLength));
  if (header === null) return null;
  const arrays: Record<string, Float64Array | Int32Array> = {};
  let at = word + padded(headerLength);
  for (const { name, bytes: size, length } of header.arrays) {
    if (at + size * length > bytes.length) return null;
    arrays[name] = size === 8 ? new Float64Array(bytes.buffer, at, length) : new Int32Array(bytes.buffer, at, length);
    at += padded(size * length);
  }
  return { names: header.names, arrays };
}

function readHeader(bytes: Uint8Array): z.output<typeof headerShape> | null {
  try {
    return headerShape.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

function padded(length: number): number {
  return Math.ceil(length / word) * word;
}
