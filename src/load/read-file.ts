/**
 * One file of evidence to its records, whatever it is: this is the step that every engine begins with. What the bytes
 * are decides: containers are opened, members read one after the other; a trail file goes through the kernel, and
 * through the careful reader if anything in it is odd; other formats are taken apart by their own readers.
 */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Bounds, createBounds, isBeyond, unsuspicious } from './bounds.js';
import { type Member, type ReadContainer, take } from './containers/container.js';
import { containerOf } from './containers/index.js';
import type { Item, Other } from './formats/format.js';
import { readItem } from './formats/index.js';
import { isObject, parseJson } from './formats/json-slice.js';
import { readCsv } from './formats/read-csv.js';
import { readJson } from './formats/read-json.js';
import { beginsAsTrail, headSize, sniff } from './formats/sniff.js';
import type { Contents } from './formats/taking.js';
import type { ByteSource, Inflater } from './inflate.js';
import { inSegments } from './segments.js';
import { readCarefully } from './split/careful.js';
import type { Limits } from './split/cursor.js';
import { type Kernel, stepSize } from './split/kernel.js';
import { type Ending, type OnRecord, readRecords } from './split/records.js';
import { isNamedLikeLog } from './walk.js';

/** Takes the records of one reading. A file may have to be read twice: the first reading's sink is then dropped. */
export interface Sink {
  readonly onRecord: OnRecord;
  /** A record that was handed over is no JSON after all: the file is to be read again, carefully. */
  readonly isBroken: boolean;
}

export interface FileLimits extends Limits {
  /** Bytes that a file may inflate to, with all its members. */
  readonly maxFileSize: number;
}

export interface FileTools {
  readonly inflater: Inflater;
  readonly kernel: Kernel;
  readonly limits: FileLimits;
  /** Characters of the longest literal that the kernel searches; 0 without any. */
  readonly longestLiteral: number;
}

export interface FileToRead {
  readonly path: string;
  /** Not named like evidence: to be passed over unless its content says that it is. */
  readonly doubtful?: boolean;
}

/** What was read in one place: the file itself, or a member of a container. */
export interface Part<S extends Sink> extends Contents {
  /** Null for the file itself; `outer.tar.gz/inner.json` for a member of a member. */
  readonly member: string | null;
  readonly sink: S;
}

const noOthers: ReadonlySet<Other> = new Set();
const trailOnly: ReadonlySet<string> = new Set(['trail']);

/** A file is read again for each place in it where data was cut off and other data put behind it. */
const mostCuts = 100;

/** Containers in containers, compressions counted. */
const deepest = 6;

/** A file or member as it is found, before it is known what it is. */
interface Place {
  readonly member: string | null;
  readonly doubtful: boolean;
  /** How many containers it is in. */
  readonly depth: number;
  open(): ByteSource;
}

/**
 * Reads a file, calling `newSink` for each reading of each part. Parts come in the order of the container.
 * @throws the `fs` error if the file cannot be opened or read.
 */
export function readFile<S extends Sink>(
  { path, doubtful = false }: FileToRead,
  tools: FileTools,
  newSink: () => S,
): readonly Part<S>[] {
  const trail = readTrail(path, tools, newSink);
  if (trail) return [trail];
  const bounds = createBounds(tools.limits.maxFileSize, () => statSync(path).size);
  const open = (): ByteSource => tools.inflater.open(path);
  return readPlace({ member: null, doubtful, depth: 0, open }, path, bounds, tools, newSink);
}

/**
 * The way of nearly every file, kept short: a whole trail file of ordinary records, read by the kernel from where it was
 * inflated to. Undefined for anything else, which is then opened anew.
 */
function readTrail<S extends Sink>(path: string, tools: FileTools, newSink: () => S): Part<S> | undefined {
  const { kernel, limits } = tools;
  const source = tools.inflater.open(path);
  try {
    const at = kernel.bufferAt;
    const memory = kernel.bytes();
    const size = source.pull(memory, at, stepSize);
    if (!beginsAsTrail(memory, at, size)) return undefined;
    const sink = newSink();
    let isOrdinary = true;
    let spent = 0;
    const inPlace: ByteSource = {
      pull(target, offset, length) {
        const got = spent === 0 ? size : source.pull(target, offset, length);
        spent += got;
        if (spent > limits.maxFileSize || spent > unsuspicious) {
          if (isBeyond(spent, limits.maxFileSize, () => statSync(path).size)) isOrdinary = false;
          return isOrdinary ? got : 0;
        }
        return got;
      },
      damage: source.damage,
      close: source.close,
    };
    const onRecord: OnRecord = (bytes, start, end, index, candidate) => {
      if (index === 0 && !isOrdinaryRecord(bytes, start, end)) {
        isOrdinary = false;
        return false;
      }
      return sink.onRecord(bytes, start, end, index, candidate);
    };
    const ending = readRecords(inPlace, kernel, limits.maxRecordSize, tools.longestLiteral, onRecord);
    if (!isOrdinary || sink.isBroken || ending === 'odd') return undefined;
    const stopped = ending === 'stopped';
    return { member: null, stopped, formats: trailOnly, others: noOthers, partial: 0, damages: [], sink };
  } finally {
    source.close();
  }
}

/** Whether the record is one of a trail, by what readers of other formats look at. */
function isOrdinaryRecord(bytes: Uint8Array, start: number, end: number): boolean {
  const value = parseJson(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start));
  if (!isObject(value)) return false;
  const { eventSource, eventCategory, eventTime } = value;
  return (
    typeof eventSource === 'string' &&
    typeof eventTime === 'string' &&
    !eventSource.startsWith('aws:') &&
    (eventCategory === undefined || eventCategory === 'Management' || eventCategory === 'Data')
  );
}

/** `path`: of the file as it is stored, where the place is all of it. */
function readPlace<S extends Sink>(
  place: Place,
  path: string | undefined,
  bounds: Bounds,
  tools: FileTools,
  newSink: () => S,
): readonly Part<S>[] {
  const { member, depth } = place;
  const open = bounds.within(place.open);
  const { head, source } = withHead(open());
  const container = containerOf(head, source, open, source.isStored ? path : undefined);
  if (!container) {
    return [{ member, ...readContents(source, head, open, place.doubtful, tools, newSink) }];
  }
  const itself = (damages: Contents['damages']): Part<S> => ({
    member,
    ...nothing(undefined),
    damages,
    sink: newSink(),
  });
  if (depth === deepest) {
    source.close();
    const message = `containers in containers, more than ${deepest} levels deep, were not read`;
    return [itself([{ kind: 'too-large', message }])];
  }
  if ('foreign' in container) {
    source.close();
    if (place.doubtful) return [{ member, ...nothing('foreign'), sink: newSink() }];
    return [itself([{ kind: 'not-a-trail', message: container.foreign }])];
  }
  if (container.kind === 'compressed') {
    source.close();
    return readPlace({ ...place, depth: depth + 1, open: container.open }, undefined, bounds, tools, newSink);
  }
  const { parts, damages } = readMembers(container.read, place, bounds, tools, newSink);
  const isForeign = parts.every(
    ({ formats, others }) => formats.size === 0 && [...others].join() === 'foreign',
  );
  if (isForeign && place.doubtful) return [{ member, ...nothing('foreign'), sink: newSink() }];
  // Of what lies in a container beside evidence nobody need be told.
  const kept = parts.filter(({ others }) => !others.has('foreign'));
  const wrong: Contents['damages'] =
    kept.length === 0 && damages.length === 0
      ? [{ kind: 'empty', message: 'is an archive that holds no evidence' }]
      : damages;
  return wrong.length > 0 ? [...kept, itself(wrong)] : kept;
}

function readMembers<S extends Sink>(
  read: ReadContainer,
  { member, depth }: Place,
  bounds: Bounds,
  tools: FileTools,
  newSink: () => S,
): { readonly parts: Part<S>[]; readonly damages: Contents['damages'] } {
  const parts: Part<S>[] = [];
  const onMember = ({ name, open }: Member): boolean => {
    const own = basename(name);
    if (own.startsWith('.')) return true;
    const inner: Place = {
      member: member === null ? name : `${member}/${name}`,
      doubtful: !isNamedLikeLog(own),
      depth: depth + 1,
      open,
    };
    const found = readPlace(inner, undefined, bounds, tools, newSink);
    for (const part of found) parts.push(part);
    return !bounds.isReached() && !found.some(({ stopped }) => stopped);
  };
  const damages = read(onMember);
  // That the archive ends too early is then no other problem.
  return { parts, damages: bounds.isReached() ? [] : damages };
}

function readContents<S extends Sink>(
  source: ByteSource,
  head: Buffer,
  open: () => ByteSource,
  doubtful: boolean,
  tools: FileTools,
  newSink: () => S,
): Contents & { readonly sink: S } {
  const { limits } = tools;
  const reading = (read: (source: ByteSource, onRecord: OnRecord) => Contents, first = open()) => {
    const cuts: number[] = [];
    for (let from = first; ; from = open()) {
      from.cutAt?.(cuts);
      const sink = newSink();
      try {
        const { cut, ...contents } = inSegments(from, sink.onRecord, read);
        if (cut === undefined || cuts.includes(cut) || cuts.length === mostCuts) return { ...contents, sink };
        cuts.push(cut);
        cuts.sort((a, b) => a - b);
      } finally {
        from.close();
      }
    }
  };
  const kind = sniff(head);
  if (kind === 'json') return reading((bytes, onRecord) => readJson(bytes, limits, onRecord), source);
  if (kind === 'csv') return reading((bytes, onRecord) => readCsv(bytes, limits, onRecord), source);
  if (doubtful && (kind === 'unknown' || typeof kind === 'object')) {
    source.close();
    return { ...nothing('foreign'), sink: newSink() };
  }
  if (kind !== 'trail' && kind !== 'unknown') {
    source.close();
    const damages = kind === 'marker' ? [] : [{ kind: 'not-a-trail' as const, message: kind.foreign }];
    return { ...nothing(kind === 'marker' ? 'marker' : undefined), damages, sink: newSink() };
  }

  const sink = newSink();
  const { onRecord, first } = lookingAtFirst(sink.onRecord);
  let ending: Ending;
  try {
    ending = readRecords(source, tools.kernel, limits.maxRecordSize, tools.longestLiteral, onRecord);
  } finally {
    source.close();
  }
  const { name, holds, converted } = first();
  if (holds) return { ...nothing(holds), sink };
  if (converted) return reading((bytes, take) => readJson(bytes, limits, take));
  if (ending !== 'odd' && !sink.isBroken) {
    const formats = new Set([name]);
    return { stopped: ending === 'stopped', formats, others: noOthers, partial: 0, damages: [], sink };
  }
  const careful = reading((bytes, take) => {
    const { onRecord: looking, first: known } = lookingAtFirst(take);
    const { recognised, stopped, damages } = readCarefully(bytes, limits, looking);
    const found = known();
    const others = new Set<Other>(found.holds ? [found.holds] : recognised === 'digest' ? ['digest'] : []);
    const formats = new Set(recognised === 'trail' && !found.holds ? [found.name] : []);
    return { stopped: stopped && !found.holds, damages, others, partial: 0, formats };
  });
  // A file may mix a trail's documents with other forms.
  if (!careful.damages.some(({ kind: wrong }) => wrong === 'not-a-trail')) return careful;
  const other = reading((bytes, take) => readJson(bytes, limits, take));
  const isBetter = other.formats.size > 0 || other.others.size > 0;
  return isBetter && other.damages.length <= careful.damages.length ? other : careful;
}

function nothing(holds: Other | undefined): Contents {
  return {
    stopped: false,
    formats: new Set(),
    others: new Set(holds ? [holds] : []),
    partial: 0,
    damages: [],
  };
}

/** Tells by the first record of a trail file what its records are; stops at one that is none or has to be converted. */
function lookingAtFirst(onRecord: OnRecord) {
  let seen = false;
  const found = { name: 'trail', holds: undefined as Other | undefined, converted: false };
  const looking: OnRecord = (bytes, start, end, index, candidate) => {
    if (!seen) {
      seen = true;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
      const value = parseJson(text);
      const item: Item | undefined = value === undefined ? undefined : { value, text };
      const known = item && readItem(item);
      if (known) {
        const { format, reading } = known;
        found.name = format.name;
        if ('holds' in reading) found.holds = reading.holds;
        else found.converted = reading.records.length !== 1 || reading.records[0]?.text !== text;
        if (found.holds || found.converted) return false;
      }
    }
    return onRecord(bytes, start, end, index, candidate);
  };
  return { onRecord: looking, first: () => found };
}

/** The first bytes of a source, and the source as if they had not been read. */
export function withHead(opened: ByteSource): { readonly head: Buffer; readonly source: ByteSource } {
  let head: Buffer;
  try {
    head = take(opened, headSize);
  } catch (error) {
    opened.close();
    throw error;
  }
  let used = 0;
  return {
    head,
    source: {
      ...opened,
      pull(target, offset, length) {
        if (used === head.length) return opened.pull(target, offset, length);
        const count = Math.min(length, head.length - used);
        target.set(head.subarray(used, used + count), offset);
        used += count;
        return count;
      },
    },
  };
}
