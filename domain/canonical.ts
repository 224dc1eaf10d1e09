import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import canonicalize from 'canonicalize';

/**
 * The one way to write a value down so that equal values give equal text: keys sorted, no spaces.
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? 'null';
}

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** The address of a value: SHA-256 over its canonical JSON, 64 lower-case hexadecimal digits. */
export function contentHash(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
