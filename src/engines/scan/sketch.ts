/**
 * About how many distinct texts were met, in at most 4 KB: HyperLogLog (P. Flajolet and others, 2007) with 4,096
 * registers, whose standard error is 1.6 %. The first few hundred are kept as hashes of 53 bits, and their count is exact
 * but for collisions.
 */
import { textHash } from './text-hash.js';

export interface Sketch {
  add(text: string): void;
  merge(other: Sketch): void;
  estimate(): number;
  /** What `merge` reads: the hashes while they are few, else the registers. */
  readonly content: { readonly few?: ReadonlySet<number>; readonly registers?: Uint8Array };
}

const indexBits = 12;
const registerCount = 1 << indexBits;
const mostFew = 512;

export function createSketch(): Sketch {
  let few: Set<number> | undefined = new Set();
  let registers: Uint8Array | undefined;

  const addHash = (hash: number): void => {
    if (few) {
      few.add(hash);
      if (few.size > mostFew) spread();
      return;
    }
    put(registers as Uint8Array, hash);
  };
  const spread = (): Uint8Array => {
    const fresh = registers ?? new Uint8Array(registerCount);
    for (const hash of few ?? []) put(fresh, hash);
    registers = fresh;
    few = undefined;
    return fresh;
  };

  return {
    add: (text) => addHash(hashOf(text)),
    merge({ content }) {
      for (const hash of content.few ?? []) addHash(hash);
      if (!content.registers) return;
      const own = spread();
      for (const [i, rank] of content.registers.entries()) own[i] = Math.max(own[i] as number, rank);
    },
    estimate: () => (registers ? estimateOf(registers) : (few?.size ?? 0)),
    get content() {
      return { ...(few ? { few } : {}), ...(registers ? { registers } : {}) };
    },
  };
}

/** The register is told by the hash's low bits; its rank is the place of the first 1 among the other 41. */
function put(registers: Uint8Array, hash: number): void {
  const index = hash % registerCount;
  let rest = Math.floor(hash / registerCount);
  let rank = 1;
  while (rank < 42 && rest % 2 === 0) {
    rest = Math.floor(rest / 2);
    rank++;
  }
  if (rank > (registers[index] as number)) registers[index] = rank;
}

function estimateOf(registers: Uint8Array): number {
  let sum = 0;
  let zeros = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) zeros++;
  }
  const raw = ((0.7213 / (1 + 1.079 / registerCount)) * registerCount ** 2) / sum;
  // Where many registers are empty, their count tells more (linear counting).
  const isSmall = raw <= 2.5 * registerCount && zeros > 0;
  return Math.round(isSmall ? registerCount * Math.log(registerCount / zeros) : raw);
}

const halves = new Int32Array(2);

/** 53 bits. */
function hashOf(text: string): number {
  textHash(text, halves);
  return ((halves[1] as number) >>> 11) * 2 ** 32 + ((halves[0] as number) >>> 0);
}
