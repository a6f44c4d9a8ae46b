/**
 * The door to the scan kernel (`kernel.as.ts`): one WebAssembly instance per worker, its memory laid out here.
 * Inflated bytes are written straight into that memory, so nothing is copied between inflating and scanning.
 */
import { type Literal, maxLiteralLength, maxLiterals } from '../../model/literal.js';
import { pageSize, type WebAssemblyMemory, webAssembly } from '../web-assembly.js';

interface KernelExports {
  readonly memory: WebAssemblyMemory;
  reset(hidingLow: bigint, hidingHigh: bigint): void;
  scan(from: number, end: number, level: number, bracketsOut: number, escapes: number): number;
  find(
    from: number,
    end: number,
    needle: number,
    length: number,
    first: number,
    second: number,
    list: number,
    listEnd: number,
  ): number;
  getFlags(): number;
  getDepth(): number;
  getEscapesEnd(): number;
}

/** How the column reader is joined to the kernel: see `columns.ts`. */
export interface KernelExtension {
  /** Bytes of memory that it asks for between the kernel's own and the inflated bytes. */
  readonly room: number;
  /** Called once, when the memory is there. `exports` is all that the WebAssembly module offers. */
  join(exports: unknown, at: number, memory: () => Uint8Array): void;
  /** A file begins. */
  start(): void;
  /** What lies before `keep` is dropped, and the rest moved `by` bytes to the front. */
  move(keep: number, by: number): void;
}

/** How many bytes are inflated and scanned at a time: small enough to stay in a core's cache. */
export const stepSize = 256 * 1024;
/** Bytes behind the scanned ones that the kernel may read. */
const padding = maxLiteralLength + 128;

const needlesAt = pageSize;
const needleStride = 2 * maxLiteralLength;
const bracketsAt = 2 * pageSize;
const escapesAt = bracketsAt + 4 * (stepSize + 64);
const hitsAt = escapesAt + stepSize;
const hitsSize = 4 * 16_384;
const ownEnd = hitsAt + maxLiterals * hitsSize;

/** What the kernel found in one step. Positions are offsets into `Kernel.bytes()`. */
export interface Step {
  readonly brackets: Int32Array;
  /** Where a literal, or an escape that may hide one, occurs, ascending; `everywhere` when there were too many. */
  readonly hits: Int32Array | 'everywhere';
  /** Set when the bytes are not JSON, or nested too deeply for the kernel. */
  readonly odd: boolean;
}

export interface Kernel {
  /** All of the kernel's memory. Fetch it again after `reserve`, which may move it. */
  bytes(): Uint8Array;
  readonly bufferAt: number;
  /** Makes room for `size` bytes behind `bufferAt`. */
  reserve(size: number): void;
  start(): void;
  /** Scans `[from, end)`, and searches the literals in `[searchFrom, end)`. */
  step(from: number, end: number, searchFrom: number, level: number): Step;
  /** Depth of open brackets after the last step, or -1 inside a string. */
  depth(): number;
  /** To be told when bytes are moved: what lies before `keep` is dropped, the rest moved `by` bytes to the front. */
  move(keep: number, by: number): void;
}

interface Needle {
  readonly at: number;
  readonly length: number;
  readonly first: number;
  readonly second: number;
}

/** The kernel for one query. `literals`: any of them makes a record a candidate; none means that all are. */
export function createKernel(literals: readonly Literal[], extension?: KernelExtension): Kernel {
  if (literals.length > maxLiterals) throw new Error(`more than ${maxLiterals} literals`);
  const exports = webAssembly('load/split/kernel.wasm') as KernelExports;
  const bufferAt = ownEnd + pageSize * Math.ceil((extension?.room ?? 0) / pageSize);
  const reserve = (size: number): void => {
    const missing = bufferAt + size + padding - exports.memory.buffer.byteLength;
    if (missing <= 0) return;
    exports.memory.grow(Math.ceil(missing / pageSize));
    memory = new Uint8Array(exports.memory.buffer);
  };
  let memory = new Uint8Array(exports.memory.buffer);
  reserve(2 * stepSize);
  extension?.join(exports, ownEnd, () => memory);

  const needles = literals.map((literal, i) => writeNeedle(memory, needlesAt + i * needleStride, literal));
  const [hidingLow, hidingHigh] = hidingSets(literals);

  const search = (from: number, end: number): Int32Array | 'everywhere' => {
    const lists: Int32Array[] = [positions(memory, escapesAt, exports.getEscapesEnd())];
    for (const [i, needle] of needles.entries()) {
      const list = hitsAt + i * hitsSize;
      const listEnd = list + hitsSize;
      const found = exports.find(
        from,
        end,
        needle.at,
        needle.length,
        needle.first,
        needle.second,
        list,
        listEnd,
      );
      if (found > listEnd) return 'everywhere';
      lists.push(positions(memory, list, found));
    }
    const filled = lists.filter((list) => list.length > 0);
    const [only] = filled;
    if (filled.length <= 1) return only ?? new Int32Array();
    const merged = new Int32Array(filled.reduce((sum, list) => sum + list.length, 0));
    let at = 0;
    for (const list of filled) {
      merged.set(list, at);
      at += list.length;
    }
    return merged.sort();
  };

  return {
    bytes: () => memory,
    bufferAt,
    reserve,
    start() {
      exports.reset(hidingLow, hidingHigh);
      extension?.start();
    },
    step(from, end, searchFrom, level) {
      memory.fill(0x20, end, end + 64);
      const bracketsEnd = exports.scan(from, end, level, bracketsAt, escapesAt);
      return {
        brackets: positions(memory, bracketsAt, bracketsEnd),
        hits: needles.length === 0 ? 'everywhere' : search(searchFrom, end),
        odd: exports.getFlags() !== 0,
      };
    },
    depth: () => exports.getDepth(),
    move: (keep, by) => extension?.move(keep, by),
  };
}

function positions(memory: Uint8Array, from: number, to: number): Int32Array {
  return new Int32Array(memory.buffer, from, (to - from) / 4);
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function writeNeedle(memory: Uint8Array, at: number, literal: Literal): Needle {
  const text = literal.foldCase ? literal.text.toLowerCase() : literal.text;
  const { length } = text;
  if (length === 0 || length > maxLiteralLength || /[^ -~]/.test(text))
    throw new Error(`bad literal: ${text}`);
  const codes = [...text].map((character) => character.charCodeAt(0));
  memory.set(codes, at);
  memory.set(
    codes.map((code) => (literal.foldCase && isLetter(code) ? 0x20 : 0)),
    at + length,
  );
  const [first = 0, second = first] = codes
    .map((_, i) => i)
    .sort((a, b) => rarity(codes[b]) - rarity(codes[a]));
  return { at, length, first, second };
}

/** Bytes from common to rare in CloudTrail records, roughly; the two rarest of a literal are looked for. */
const common = 'eatrnioscdm"ulp-:0123456789gA,Sv.EIhRbyTCDfwNLMUPkOxBGHFV{}qzjKWYXQJZ';

function rarity(code = 0): number {
  const rank = common.indexOf(String.fromCharCode(code));
  return rank === -1 ? common.length : rank;
}

/**
 * The characters that a `\u00XX` escape could spell within a literal, as two 64-bit sets. Controls are among them: an
 * expression may ask for the text of an object, in which they are escapes in turn, and those are made of letters.
 */
function hidingSets(literals: readonly Literal[]): [bigint, bigint] {
  let set = 0xffff_ffffn;
  for (const { text, foldCase } of literals) {
    for (const character of text) {
      const code = character.charCodeAt(0);
      set |= 1n << BigInt(code);
      if (foldCase && isLetter(code)) set |= 1n << BigInt(code ^ 0x20);
    }
  }
  return [set & 0xffff_ffff_ffff_ffffn, set >> 64n];
}
