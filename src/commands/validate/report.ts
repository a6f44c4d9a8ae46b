/** The judgement as a person reads it: the verdict, each chain, and what was found, the same findings together. */

import {
  type Finding,
  type FindingKind,
  findingKinds,
  type Severity,
  severityOf,
} from '../../analysis/integrity/findings.js';
import type { ChainRow, Judgement, ProofLevel } from '../../analysis/integrity/judge.js';
import { forTerminal } from '../../format/escape.js';
import type { FormatContext, Formatter } from '../../format/index.js';
import { painter } from '../../format/paint.js';
import { formatTime } from '../../format/time.js';
import { wrap } from '../../format/width.js';
import { grouped } from '../../model/number-text.js';
import type { Column, Sheet, Tone } from '../../model/sheet.js';
import { plural } from '../closing.js';

/** More than these of one kind go unnamed: json has them all. */
const mostOfKind = 5;
const leastWidth = 40;
/** Of the sentence on a kind of finding. */
const mostLines = 8;

const proofTitles: Readonly<Record<ProofLevel, string>> = {
  signed: 'signed chain',
  linked: 'unsigned chain',
  hashes: 'hashes only',
  nothing: 'nothing',
};

const proofTones: Readonly<Record<ProofLevel, Tone>> = {
  signed: 'good',
  linked: 'warn',
  hashes: 'warn',
  nothing: 'bad',
};

const severityTones: Readonly<Record<Severity, Tone>> = { damage: 'bad', unproven: 'warn', note: 'muted' };

export function* report(
  table: Formatter,
  { rows, findings }: Judgement,
  zone: string,
  to: FormatContext,
): Generator<string | Uint8Array> {
  yield `${verdict(rows, findings, zone)}\n`;
  if (rows.length > 0) {
    yield '\n';
    yield* table(chainSheet(rows, zone), to);
  }
  yield* findingLines(findings, zone, to);
}

/** One sentence, or two. */
function verdict(rows: readonly ChainRow[], findings: readonly Finding[], zone: string): string {
  const of = (severity: Severity): number => findings.filter((one) => severityOf(one) === severity).length;
  if (of('damage') > 0) {
    const places = rows.filter(({ damage }) => damage > 0).length;
    const where = rows.length > 1 ? ` in ${places} of ${plural(rows.length, 'chain')}` : '';
    if (rows.every(({ digests }) => digests.found === 0)) return 'No digests: nothing is proven.';
    return `Damage: ${plural(of('damage'), 'finding')}${where}.`;
  }
  const times = rows.flatMap(({ provenUntil }) => (provenUntil === null ? [] : [provenUntil]));
  if (times.length === 0) return 'Nothing is proven.';
  const until = formatTime(Math.min(...times), zone);
  const each =
    new Set(times).size > 1 ? `until ${until} at least, each chain until its own time` : `until ${until}`;
  const open = of('unproven') > 0 ? ` ${plural(of('unproven'), 'thing')} could not be proven.` : '';
  const isSigned = rows.every(({ proof }) => proof === 'signed');
  const what = isSigned ? 'Whole and signed' : 'Whole as far as hashes tell, and not signed';
  return `${what}, ${each}. What came after that cannot be known.${open}`;
}

function chainSheet(rows: readonly ChainRow[], zone: string): Sheet<ChainRow> {
  const time = (value: number | null): string | null => (value === null ? null : formatTime(value, zone));
  const columns: Column<ChainRow>[] = [
    { name: 'account', title: 'account', cell: ({ account }) => account, fit: 'keep', lead: true },
    { name: 'region', title: 'region', cell: ({ region }) => region, fit: 'keep', lead: true },
    {
      name: 'trail',
      title: 'trail',
      cell: ({ trail, isBackfill }) => (trail !== null && isBackfill ? `${trail} (backfill)` : trail),
      fit: 'middle',
      minWidth: 10,
    },
    {
      name: 'proof',
      title: 'proven by',
      cell: ({ proof }) => proofTitles[proof],
      tone: ({ proof }) => proofTones[proof],
      fit: 'keep',
      lead: true,
    },
    { name: 'until', title: 'until', cell: ({ provenUntil }) => time(provenUntil), fit: 'keep', lead: true },
    { name: 'digests', title: 'digests', cell: digestWords, fit: 'wrap', minWidth: 16 },
    { name: 'logs', title: 'logs', cell: logWords, fit: 'wrap', minWidth: 16 },
    {
      name: 'damage',
      title: 'damage',
      cell: ({ damage }) => damage,
      tone: ({ damage }) => (damage > 0 ? 'bad' : 'muted'),
      align: 'right',
      fit: 'keep',
      lead: true,
    },
  ];
  return { columns, rows, json: ({ proof }) => ({ proof }), empty: '' };
}

function digestWords({ digests }: ChainRow): string {
  return listed([
    [digests.found, 'found'],
    [digests.signed, 'signed'],
    [digests.empty, 'empty'],
    [digests.bad, 'bad'],
    [digests.missing, 'missing'],
  ]);
}

function logWords({ logs }: ChainRow): string {
  return listed([
    [logs.named, 'named'],
    [logs.intact, 'intact'],
    [logs.altered, 'altered'],
    [logs.missing, 'missing'],
    [logs.unjudged, 'not judged'],
  ]);
}

/** The first in any case. */
function listed(counts: readonly (readonly [number, string])[]): string {
  return counts
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, word]) => `${grouped(count)} ${word}`)
    .join(', ');
}

/** Paths are written in full, to be copied, however narrow the terminal. */
function* findingLines(
  findings: readonly Finding[],
  zone: string,
  { width, colour }: FormatContext,
): Generator<string> {
  const paint = painter(colour);
  const byKind = kindsOf(findings);
  for (const [kind, own] of byKind) {
    const { title, means, severity } = findingKinds[kind];
    const amount = own.length > 1 ? `, ${grouped(own.length)} times` : '';
    yield `\n${paint[severityTones[severity]](`${severity}: ${title}${amount}`)}\n`;
    const lines = width > 0 ? wrap(means, Math.max(width, leastWidth) - 2, mostLines) : [means];
    for (const line of lines) yield `  ${line}\n`;
    for (const one of own.slice(0, mostOfKind)) {
      yield `  ${forTerminal(whereOf(one))}\n`;
      const more = [whenOf(one, zone), one.count > 1 ? countOf(one) : null, one.detail].filter(Boolean);
      if (more.length > 0) yield `    ${paint.muted(forTerminal(more.join('; ')))}\n`;
    }
    if (own.length > mostOfKind) yield `  and ${grouped(own.length - mostOfKind)} more, which --json lists\n`;
  }
}

/** In the order of the findings. */
function kindsOf(findings: readonly Finding[]): ReadonlyMap<FindingKind, readonly Finding[]> {
  const byKind = new Map<FindingKind, Finding[]>();
  for (const one of findings) {
    const known = byKind.get(one.kind);
    if (known) known.push(one);
    else byKind.set(one.kind, [one]);
  }
  return byKind;
}

function countOf({ kind, count }: Finding): string {
  return kind === 'digest-missing' ? `about ${plural(count, 'digest')}` : plural(count, 'file');
}

function whereOf({ file, key, account, region, trail }: Finding): string {
  return file ?? key ?? ([account, region, trail].filter((part) => part !== null).join(' ') || 'the archive');
}

function whenOf({ from, until }: Finding, zone: string): string | null {
  if (from === null || until === null)
    return from === null && until === null ? null : formatTime(from ?? until ?? 0, zone);
  return `${formatTime(from, zone)} to ${formatTime(until, zone)}`;
}
