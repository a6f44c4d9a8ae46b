/**
 * Takes values out of JSON text as the bytes they were written in. `JSON.stringify` of a parsed value would spell
 * numbers and escapes anew (`1.0` becomes `1`), and a record has to stay as it was delivered. The text must be JSON:
 * it was parsed before.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** The bytes of the value that the keys lead to; of a key that occurs twice the last, as in `JSON.parse`. */
export function sliceAt(text: Buffer, path: readonly string[]): Buffer | undefined {
  let slice: Buffer | undefined = text;
  for (const key of path) {
    slice = slice && membersOf(slice).get(key);
    if (!slice) return undefined;
  }
  return slice;
}

/** The bytes of each element of an array. */
export function elementsOf(text: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let i = spaceEnd(text, 0);
  if (text[i] !== 0x5b) return found;
  for (i = spaceEnd(text, i + 1); i < text.length && text[i] !== 0x5d; i = spaceEnd(text, i)) {
    if (text[i] === comma) i = spaceEnd(text, i + 1);
    const end = valueEnd(text, i);
    found.push(text.subarray(i, end));
    i = end;
  }
  return found;
}

/** The bytes of each member of an object by its key. */
export function membersOf(text: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  let i = spaceEnd(text, 0);
  if (text[i] !== 0x7b) return found;
  for (i = spaceEnd(text, i + 1); text[i] === quote || text[i] === comma; i = spaceEnd(text, i)) {
    if (text[i] === comma) i = spaceEnd(text, i + 1);
    const keyEnd = stringEnd(text, i);
    const name = JSON.parse(text.toString('utf8', i, keyEnd)) as string;
    // Behind the colon.
    const start = spaceEnd(text, spaceEnd(text, keyEnd) + 1);
    i = valueEnd(text, start);
    found.set(name, text.subarray(start, i));
  }
  return found;
}

function spaceEnd(text: Buffer, from: number): number {
  let i = from;
  while (i < text.length && isSpace(text[i] as number)) i++;
  return i;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function stringEnd(text: Buffer, from: number): number {
  let i = from + 1;
  while (i < text.length && text[i] !== quote) i += text[i] === backslash ? 2 : 1;
  return i + 1;
}

function valueEnd(text: Buffer, from: number): number {
  if (text[from] === quote) return stringEnd(text, from);
  let depth = 0;
  let i = from;
  while (i < text.length) {
    const byte = text[i] as number;
    if (byte === quote) {
      i = stringEnd(text, i);
      continue;
    }
    if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return i;
      if (--depth === 0) return i + 1;
    } else if (depth === 0 && (byte === comma || isSpace(byte))) return i;
    i++;
  }
  return i;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of JSON text; undefined if it is none. */
export function parseJson(text: string | Buffer): JsonValue | undefined {
  try {
    return JSON.parse(text.toString('utf8')) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The text of a record with members put in front of its own. */
export function withMembers(text: Buffer, members: JsonObject): Buffer {
  const front = JSON.stringify(members).slice(0, -1);
  const open = text.indexOf(0x7b);
  const rest = text.subarray(open + 1);
  const joint = front === '{' || rest[spaceEnd(rest, 0)] === 0x7d ? '' : ',';
  return Buffer.concat([Buffer.from(front + joint), rest]);
}
