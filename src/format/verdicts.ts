/**
 * What the formats of verdicts share: the verdicts themselves, the order of those that people look at first, and how a
 * finding reads in words. The words are the evidence's own: each format makes them harmless for its own place.
 */
import { levels } from '../model/detection.js';
import type { Sheet } from '../model/sheet.js';
import type { ControlFinding, ControlVerdict } from '../model/verdict.js';

export interface Verdicts {
  readonly producer: { readonly name: string; readonly version: string };
  readonly all: readonly ControlVerdict[];
}

/** All of a sheet's verdicts, in its order. @throws Error if it has none, which `needs` of the registry rules out. */
export function verdictsOf<Row>(sheet: Sheet<Row>, format: string): Verdicts {
  const { verdicts } = sheet;
  if (!verdicts) throw new Error(`${format} was asked for of a sheet without verdicts`);
  return { producer: verdicts.producer, all: Array.from(sheet.rows, (row) => verdicts.of(row)) };
}

/** `root-and-mfa/root-used`. */
export function nameOf({ pack, control }: ControlVerdict): string {
  return `${pack}/${control}`;
}

/** The packs in the order in which they first come, each with its verdicts. */
export function byPack(verdicts: readonly ControlVerdict[]): ReadonlyMap<string, readonly ControlVerdict[]> {
  const packs = new Map<string, ControlVerdict[]>();
  for (const verdict of verdicts) {
    const known = packs.get(verdict.pack);
    if (known) known.push(verdict);
    else packs.set(verdict.pack, [verdict]);
  }
  return packs;
}

/** The gravest first, else as they come. */
export function gravestFirst(verdicts: readonly ControlVerdict[]): readonly ControlVerdict[] {
  return verdicts.toSorted((a, b) => levels.indexOf(b.severity) - levels.indexOf(a.severity));
}

/** The lines of a pack's text. */
export function linesOf(text: string): readonly string[] {
  return text.trim().split(/\r?\n/);
}

/** `2024-05-02T08:42:15Z alice called … (event 5a1f…, logs/a.json.gz index 3)`. */
export function findingText(finding: ControlFinding): string {
  const { eventTime, message, eventID } = finding;
  return `${eventTime} ${message} (event ${eventID}, ${placeOf(finding)})`;
}

/** Where the event was read from: `logs/a.zip: b.json index 3`. */
export function placeOf({ file, member, index }: ControlFinding): string {
  return `${file}${member === null ? '' : `: ${member}`} index ${index}`;
}

/** Why, in a line: of one finding its own words, of several how many and the first; without any the reasons. */
export function whyText({ findings, reasons }: ControlVerdict): string {
  const [first] = findings;
  if (first === undefined) return reasons.join('; ');
  return findings.length === 1 ? first.message : `${findings.length} findings, the first: ${first.message}`;
}

/** Which findings do not count: `2 suppressed by the configuration, 1 known to the baseline`; '' if there are none. */
export function leftOutText({ suppressed, known }: ControlVerdict): string {
  return [
    ...(suppressed > 0 ? [`${suppressed} suppressed by the configuration`] : []),
    ...(known > 0 ? [`${known} known to the baseline`] : []),
  ].join(', ');
}

/** `2 of 5 controls failed, 1 not judged`. */
export function totalsText(verdicts: readonly ControlVerdict[]): string {
  const failed = verdicts.filter(({ verdict }) => verdict === 'fail').length;
  const open = verdicts.filter(({ verdict }) => verdict === 'not judged').length;
  const notJudged = open > 0 ? `, ${open} not judged` : '';
  return `${failed} of ${verdicts.length} ${verdicts.length === 1 ? 'control' : 'controls'} failed${notJudged}`;
}
