/**
 * Matches as a worker told them: the result of a file, and a place in it. There may be hundreds of thousands, so what is
 * asked of one is taken from the result when it is asked; only what orders them is at hand.
 */
import { factsAt } from './facts.js';
import type { Held } from './match.js';
import type { Beside, FileResult } from './protocol.js';

/** What the matches of a file share. */
export interface ToldFile {
  readonly file: string;
  readonly result: FileResult;
  /** All of them, one behind the other. */
  readonly bytes: Buffer;
  /** What each of them is in, if it is a container. */
  readonly members: readonly Beside['members'][number][] | undefined;
  /** The query's own rules come first, and others behind them. */
  readonly ruleCount: number;
}

export function toldFile(file: string, result: FileResult, ruleCount: number): ToldFile {
  const { buffer, byteOffset, length } = result.bytes;
  return {
    file,
    result,
    bytes: Buffer.from(buffer as ArrayBuffer, byteOffset, length),
    members: result.beside?.members.flatMap((member) => Array<typeof member>(member.matches).fill(member)),
    ruleCount,
  };
}

export class ToldMatch implements Held {
  constructor(
    private readonly told: ToldFile,
    private readonly place: number,
    readonly eventTime: string,
    readonly eventID: string,
  ) {}

  get bytes(): Buffer {
    const { bytes, result } = this.told;
    return bytes.subarray(result.ends[this.place - 1] ?? 0, result.ends[this.place]);
  }

  get file(): string {
    return this.told.file;
  }

  get source(): number {
    return this.told.result.source;
  }

  get index(): number {
    return this.told.result.indexes[this.place] ?? 0;
  }

  get member(): string | null {
    return this.told.members?.[this.place]?.name || null;
  }

  get partial(): boolean {
    return this.told.members?.[this.place]?.partial === true;
  }

  get rules(): readonly number[] | undefined {
    const { result, ruleCount } = this.told;
    if (!result.hits) return undefined;
    const own: number[] = [];
    const { rules, ends } = result.hits;
    for (let i = ends[this.place - 1] ?? 0; i < (ends[this.place] ?? 0); i++) {
      const rule = rules[i] as number;
      if (rule < ruleCount) own.push(rule);
    }
    return own;
  }

  /** Whether it satisfies one of the query's own rules, or there are none. */
  get isOwn(): boolean {
    const { result, ruleCount } = this.told;
    const { hits } = result;
    return hits === undefined || (hits.rules[hits.ends[this.place - 1] ?? 0] ?? ruleCount) < ruleCount;
  }

  /** Whether it satisfies one of the rules that are not the query's own. */
  get isAside(): boolean {
    const { hits } = this.told.result;
    return hits !== undefined && (hits.rules[(hits.ends[this.place] ?? 0) - 1] ?? -1) >= this.told.ruleCount;
  }

  get facts(): readonly (string | null)[] | undefined {
    return factsAt(this.told.result.hits?.facts, this.place);
  }
}
