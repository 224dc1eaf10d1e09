import { canonicalAddress } from './address.ts';
import type { Reading } from './event.ts';
import { accessTime } from './timestamp.ts';

const combined =
  /^(\S+) \S+ (?:\S+|"[^"]*") \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d{1,15}|-)(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?/;
const requestLine = /^([A-Z]{1,16}) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;

/** Reads a line of a web server's access log in the common or combined format. */
export function parseAccessLine(text: string): Reading {
  const [, address, time, request, status, bytes] = combined.exec(text) ?? [];
  if (address === undefined || time === undefined || request === undefined) return 'malformed';
  const at = accessTime(time);
  if (at === null) return 'malformed';
  // What a scanner sends to a web port need not be HTTP: the line is sound, the request has no method and no path.
  const [, method = '', target = ''] = requestLine.exec(request) ?? [];
  const [path = '', query = ''] = splitOnce(target, '?');
  return {
    kind: 'request',
    at,
    address: canonicalAddress(address),
    method,
    path: decoded(path),
    query,
    status: Number(status),
    bytes: bytes === '-' ? 0 : Number(bytes),
  };
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** Percent-decoding that leaves a text it cannot decode as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
