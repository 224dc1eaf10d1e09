import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { z } from 'zod';
import { readWhole, writeWhole } from './state.ts';

/** Ports people find by heart: Temporal's and Matrix's own, and one for PostgreSQL that leaves 5432 to a server of the machine. */
const usual = { postgres: 5439, temporal: 7233, temporalUi: 8233, matrix: 8008 } as const;
export type PortName = keyof typeof usual;

const portsSchema = z.partialRecord(z.enum(['postgres', 'temporal', 'temporalUi', 'matrix']), z.number().int());

/** The ports this process has claimed, held until it ends. */
const claims = new Map<number, Socket>();

/**
 * A free port on loopback: the one used last time, else the usual one, else any. Seconds pass before a server listens on
 * it, so it is claimed against every other HoloLoom on the machine: by its UDP twin, which no server of ours needs and
 * the system lets go when we die.
 * @param file remembers the choice
 * @param onTaken told when the port wanted was taken
 */
export async function choosePort(
  file: string,
  name: PortName,
  onTaken: (wanted: number, chosen: number) => void,
): Promise<number> {
  const remembered = readWhole(file, portsSchema) ?? {};
  const wanted = remembered[name] ?? usual[name];
  const chosen = (await claimedPort(wanted)) ?? (await anyPort());
  if (chosen === null) throw new Error('No port is free on 127.0.0.1.');
  if (chosen !== wanted) onTaken(wanted, chosen);
  if (chosen !== remembered[name]) writeWhole(file, { ...remembered, [name]: chosen });
  return chosen;
}

const attemptsMax = 20;

async function anyPort(): Promise<number | null> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const port = await claimedPort((await freePort(0)) ?? 0);
    if (port !== null) return port;
  }
  return null;
}

async function claimedPort(port: number): Promise<number | null> {
  if (!claims.has(port)) {
    const claim = await claimOf(port);
    if (claim === null) return null;
    claims.set(port, claim);
  }
  return freePort(port);
}

function claimOf(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').unref();
    socket.once('error', () => resolve(null));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket));
  });
}

/** The port when it is free (0: any free one), else null. */
export function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
