/**
 * Reads named fields straight from the bytes of a record: one pass over its keys, no objects built, values decoded
 * only when asked for. Agrees with `candidates` in `evaluate.ts`, which is its plain twin; where a record is spelled
 * in a way that is legal but never seen from CloudTrail (escaped or repeated keys), or is not JSON, `read` says so and
 * the caller parses the record instead.
 */
import type { JsonObject } from '../model/json.js';
import type { Path } from './ast.js';

/** What was read of a record. */
export interface FieldsRead {
  /** How many candidates, nulls included, field `slot` (its place in the list of paths) has. */
  count(slot: number): number;
  /** Whether the last key of field `slot` is there, whatever it holds. */
  has(slot: number): boolean;
  /** The candidate; an object is parsed. Throws SyntaxError if it is not JSON. */
  value(slot: number, index: number): string | number | boolean | null | JsonObject;
}

export interface FieldReader extends FieldsRead {
  /**
   * Finds the fields in `bytes[start, end)`, which must hold one JSON object. False if the record has to be parsed to
   * be understood. The values below stay valid until the next `read`, or until the bytes change.
   */
  read(bytes: Buffer, start: number, end: number): boolean;
}

/** One that tells of the bytes themselves. */
export interface SpanReader extends FieldReader {
  /** Where the candidate's text starts and ends. */
  span(slot: number, index: number): readonly [start: number, end: number];
}

interface Node {
  /** By the length of their names, which leaves one or two to be compared with a key. */
  readonly children: (Child[] | undefined)[];
  /** Fields that end here. */
  readonly slots: number[];
}

interface Child {
  readonly name: string;
  readonly bytes: Buffer;
  readonly node: Node;
  /** The object, by its number, in which the key was met last. */
  metIn: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** How a string is spelled: with escapes, with bytes beyond ASCII. */
const plainText = 0;
const wide = 1;
const escaped = 2;

/** Returned instead of a position by the functions below when the record has to be parsed. */
const unclear = -1;

/** `nested`: what is read is not a whole record but an object in it, where a dotted key means nothing special. */
export function fieldReader(paths: readonly Path[], nested = false): SpanReader {
  const root: Node = { children: [], slots: [] };
  // Behind the fields themselves come the same paths read as one dotted top-level key, which has precedence.
  const dotted = paths.length;
  for (const [slot, path] of paths.entries()) {
    let node = root;
    for (const step of path) node = childOf(node, step);
    node.slots.push(slot);
    if (path.length > 1 && !nested) childOf(root, path.join('.')).slots.push(dotted + slot);
  }

  const starts: number[][] = Array.from({ length: 2 * dotted }, () => []);
  const ends: number[][] = Array.from({ length: 2 * dotted }, () => []);
  const spellings: number[][] = Array.from({ length: 2 * dotted }, () => []);
  const counts = new Int32Array(2 * dotted);
  const seen = new Uint8Array(2 * dotted);
  let bytes: Buffer = Buffer.alloc(0);
  let limit = 0;
  /** Objects read so far. */
  let objects = 0;
  /** Spelling of the string that was passed last. */
  let spelling = plainText;

  const skipSpace = (at: number): number => {
    let i = at;
    while (i < limit) {
      const byte = bytes[i];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
      i++;
    }
    return i;
  };

  /** From an opening quote to behind the closing one. */
  const skipString = (at: number): number => {
    let all = 0;
    let i = at + 1;
    spelling = plainText;
    while (i < limit) {
      const byte = bytes[i] as number;
      if (byte === quote) {
        if (all > 0x7f) spelling |= wide;
        return i + 1;
      }
      if (byte === backslash) {
        spelling |= escaped;
        i++;
      }
      all |= byte;
      i++;
    }
    return unclear;
  };

  /** From an opening bracket to behind the closing one. */
  const skipNested = (at: number): number => {
    let depth = 0;
    let i = at;
    while (i < limit) {
      const byte = bytes[i] as number;
      if (byte === quote) {
        i++;
        while (i < limit && bytes[i] !== quote) i += bytes[i] === backslash ? 2 : 1;
      } else if ((byte & 0xdf) === openBracket) depth++;
      else if ((byte & 0xdf) === closeBracket && --depth === 0) return i + 1;
      i++;
    }
    return unclear;
  };

  const skipValue = (at: number): number => {
    const first = bytes[at];
    if (first === quote) return skipString(at);
    if (first === openBrace || first === openBracket) return skipNested(at);
    let i = at;
    while (i < limit) {
      const byte = bytes[i] as number;
      if (byte === comma || byte === closeBrace || byte === closeBracket || byte <= 0x20) break;
      i++;
    }
    return i > at ? i : unclear;
  };

  const readObject = (at: number, node: Node): number => {
    let i = skipSpace(at + 1);
    if (bytes[i] === closeBrace) return i + 1;
    const { children } = node;
    const object = ++objects;
    for (;;) {
      if (bytes[i] !== quote) return unclear;
      const nameStart = i + 1;
      i = skipString(i);
      if (i === unclear || spelling >= escaped) return unclear;
      const nameEnd = i - 1;
      i = skipSpace(i);
      if (bytes[i] !== colon) return unclear;
      i = skipSpace(i + 1);
      let child: Child | undefined;
      const alike = children[nameEnd - nameStart];
      for (let c = 0; alike && c < alike.length; c++) {
        const candidate = alike[c] as Child;
        const { bytes: name } = candidate;
        let k = 0;
        while (k < name.length && name[k] === bytes[nameStart + k]) k++;
        if (k < name.length) continue;
        // A key that occurs twice: which value counts is left to JSON.parse.
        if (candidate.metIn === object) return unclear;
        candidate.metIn = object;
        child = candidate;
        break;
      }
      if (child) {
        for (const slot of child.node.slots) seen[slot] = 1;
        i = readValue(i, child.node);
      } else {
        i = skipValue(i);
      }
      if (i === unclear) return unclear;
      i = skipSpace(i);
      if (bytes[i] === comma) i = skipSpace(i + 1);
      else return bytes[i] === closeBrace ? i + 1 : unclear;
    }
  };

  const readValue = (at: number, node: Node): number => {
    const first = bytes[at];
    if (first === openBracket) {
      let i = skipSpace(at + 1);
      if (bytes[i] === closeBracket) return i + 1;
      for (;;) {
        i = readValue(i, node);
        if (i === unclear) return unclear;
        i = skipSpace(i);
        if (bytes[i] === comma) i = skipSpace(i + 1);
        else return bytes[i] === closeBracket ? i + 1 : unclear;
      }
    }
    const end = first === openBrace && node.children.length > 0 ? readObject(at, node) : skipValue(at);
    if (end === unclear) return unclear;
    for (const slot of node.slots) {
      const index = counts[slot] as number;
      (starts[slot] as number[])[index] = at;
      (ends[slot] as number[])[index] = end;
      (spellings[slot] as number[])[index] = spelling;
      counts[slot] = index + 1;
    }
    return end;
  };

  return {
    read(record, start, end) {
      bytes = record;
      limit = end;
      counts.fill(0);
      seen.fill(0);
      if (bytes[start] !== openBrace) return false;
      return readObject(start, root) === end;
    },
    count: (slot) => counts[seen[dotted + slot] ? dotted + slot : slot] as number,
    has: (slot) => seen[slot] === 1 || seen[dotted + slot] === 1,
    span(slot, index) {
      const from = seen[dotted + slot] ? dotted + slot : slot;
      return [(starts[from] as number[])[index] as number, (ends[from] as number[])[index] as number];
    },
    value(slot, index) {
      const from = seen[dotted + slot] ? dotted + slot : slot;
      const start = (starts[from] as number[])[index] as number;
      const end = (ends[from] as number[])[index] as number;
      switch (bytes[start]) {
        case quote: {
          const how = (spellings[from] as number[])[index] as number;
          if (how === plainText) return bytes.toString('latin1', start + 1, end - 1);
          if (how === wide) return bytes.toString('utf8', start + 1, end - 1);
          return JSON.parse(bytes.toString('utf8', start, end));
        }
        case 0x6e:
          if (end - start === 4) return null;
          break;
      }
      return JSON.parse(bytes.toString('utf8', start, end));
    },
  };
}

function childOf(node: Node, name: string): Node {
  const bytes = Buffer.from(name);
  let alike = node.children[bytes.length];
  if (!alike) {
    alike = [];
    node.children[bytes.length] = alike;
  }
  const known = alike.find((child) => child.name === name);
  if (known) return known.node;
  const child = { name, bytes, node: { children: [], slots: [] }, metIn: 0 };
  alike.push(child);
  return child.node;
}
