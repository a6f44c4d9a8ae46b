/** Tells by the first bytes which reader a file is for. */
import { cloudwatchLines } from './cloudwatch-lines.js';
import { itemKeys, listKeys } from './index.js';
import { isCsv } from './read-csv.js';

/** How many bytes are looked at. */
export const headSize = 4096;

export type Sniffed =
  | 'trail'
  /** Nothing tells; read as a trail file it gives the reason why it is none. */
  | 'unknown'
  | 'json'
  | 'csv'
  /** Evidence of a kind that is not read. */
  | { readonly foreign: string }
  /** The marker that CloudWatch Logs leaves where it may write. */
  | 'marker';

const trailBegins = Buffer.from('{"Records"');
const topKey = /"((?:[^"\\]|\\.)*)"\s*:\s*(.?)/gs;

/** CloudWatch Logs User Guide, "Exporting log data to Amazon S3": `aws-logs-write-test`. */
const marker = /^Permission Check Successful/;

/** Whether the bytes begin as nearly every file does. */
export function beginsAsTrail(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < trailBegins.length) return false;
  for (let i = 0; i < trailBegins.length; i++) if (bytes[at + i] !== trailBegins[i]) return false;
  return true;
}

/** `bytes`: the first of the file, `headSize` of them or more. */
export function sniff(bytes: Buffer): Sniffed {
  if (beginsAsTrail(bytes, 0, bytes.length)) return 'trail';
  const head = bytes.subarray(0, headSize);
  const foreign = foreignBytes(head);
  if (foreign !== undefined) return { foreign };
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (text[0] === '[') return 'json';
  if (text[0] === '{') return kindOfObject(text);
  if (cloudwatchLines.prefix.test(text)) return 'json';
  if (marker.test(text)) return 'marker';
  return isCsv(head) ? 'csv' : 'unknown';
}

function foreignBytes(head: Buffer): string | undefined {
  const magic = head.toString('latin1', 0, 6);
  const unpack = 'unpack it first';
  if (magic.startsWith('PAR1'))
    return 'is Parquet, as Security Lake and Athena write it, which is not read; use the files of the trail itself';
  if (magic.startsWith('BZh')) return `is compressed with bzip2, which is not read; ${unpack}`;
  if (magic.startsWith('\u00fd7zXZ')) return `is compressed with xz, which is not read; ${unpack}`;
  if (magic.startsWith("7z\u00bc\u00af'")) return `is a 7z archive, which is not read; ${unpack}`;
  if (magic.startsWith('Obj\u0001')) return 'is Avro, which is not read';
  return undefined;
}

/**
 * What the object that begins so is: a trail file unless a key is met, before `Records`, by which another format is
 * known.
 */
function kindOfObject(text: string): 'trail' | 'json' | 'unknown' {
  if (/^\{\s*"Records"/.test(text)) return 'trail';
  topKey.lastIndex = 0;
  // Keys within values are met too: they belong to the format of what is around them.
  for (let found = topKey.exec(text); found; found = topKey.exec(text)) {
    const [, key = '', next = ''] = found;
    if (key === 'Records') return 'trail';
    if (itemKeys.has(key)) return 'json';
    if (listKeys.has(key) && (next === '[' || next === '{')) return 'json';
  }
  return 'unknown';
}
