/** What the archive holds, held against what a control needs: without it, a lack of findings proves nothing. */
import { grouped } from '../../model/number-text.js';
import type { Gap, Presence } from '../../model/presence.js';
import { secondText } from '../../model/second-text.js';
import type { Control, EvidenceNeeds } from './control.js';
import type { Silence } from './silences.js';

/** All of it is of the accounts, regions and times that were asked for. */
export interface Evidence {
  readonly presence: readonly Presence[];
  readonly gaps: readonly Gap[];
  /** Long ones, within the time that was asked for. */
  readonly silences: readonly Silence[];
  /** Files that could not be read, or not to their end. */
  readonly unread: readonly string[];
  /** Events from carriers that leave part of a record out. */
  readonly partial: number;
  /** Accounts of which there are events, but no management events. */
  readonly withoutManagement: readonly string[];
  /** Sources of which there are events of a category, as `data s3.amazonaws.com`. */
  readonly sources: ReadonlySet<string>;
}

/** Whether events of a source are needed, as `Evidence.sources` names it. */
export function sourceKey(events: EvidenceNeeds['events'], source: string): string {
  return `${events} ${source}`;
}

const hour = 3_600_000;

/** Why the events at hand do not allow the control to pass; one sentence each, empty if they do. */
export function lacksOf({ evidence: needs }: Control, evidence: Evidence): readonly string[] {
  const { presence } = evidence;
  if (presence.length === 0) return ['there is no event in what was asked for'];
  // There may be thousands of hours, and few controls ask about each account.
  const accounts = needs.regions.length > 0 || needs.span > 0 ? accountsIn(presence) : [];
  const lacks: string[] = [];
  if (needs.events === 'management')
    lacks.push(
      ...few(evidence.withoutManagement.map((account) => `no management event of ${named(account)}`)),
    );
  for (const source of needs.sources) {
    if (!evidence.sources.has(sourceKey(needs.events, source)))
      lacks.push(`no ${needs.events} event of ${source}`);
  }
  const places = needs.regions.length > 0 ? placesIn(presence) : new Set();
  lacks.push(
    ...few(
      accounts.flatMap((account) =>
        needs.regions
          .filter((region) => !places.has(`${account} ${region}`))
          .map((region) => `no event of ${named(account)} in ${region}`),
      ),
    ),
    ...few(accounts.flatMap((account) => tooShort(account, presence, needs.span))),
    ...few(
      evidence.gaps
        .filter(
          ({ region }) => region === null || needs.regions.length === 0 || needs.regions.includes(region),
        )
        .map(gapText),
    ),
    ...few(silencesFor(needs, evidence).map(silenceText)),
  );
  const [first] = evidence.unread;
  if (first !== undefined) {
    const { length } = evidence.unread;
    lacks.push(
      length === 1
        ? `a file could not be read whole: ${first}`
        : `${grouped(length)} files could not be read whole, the first is ${first}`,
    );
  }
  if (evidence.partial > 0) {
    lacks.push(
      `${grouped(evidence.partial)} of the events come from files that hold less than CloudTrail's records`,
    );
  }
  return lacks;
}

function accountsIn(presence: readonly Presence[]): readonly string[] {
  return [...new Set(presence.map(({ account }) => account))].sort();
}

/** Account and region, as `lacksOf` joins them. */
function placesIn(presence: readonly Presence[]): ReadonlySet<string> {
  return new Set(presence.map(({ account, region }) => `${account} ${region}`));
}

function tooShort(account: string, presence: readonly Presence[], span: number): readonly string[] {
  if (span === 0) return [];
  const hours = presence.filter((each) => each.account === account).map((each) => each.hour);
  const reach = latest(hours) + hour - earliest(hours);
  if (reach >= span) return [];
  return [`the events of ${named(account)} reach over ${hoursText(reach)}, ${hoursText(span)} are needed`];
}

/** Without spreading them as arguments, of which there may be too many. */
export function earliest(times: readonly number[]): number {
  return times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
}

export function latest(times: readonly number[]): number {
  return times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
}

/** Of the account as a whole, of a region that is needed, or, where any is, of one that is hardly ever silent. */
function silencesFor({ regions }: EvidenceNeeds, { silences, gaps }: Evidence): readonly Silence[] {
  const counting = silences.filter(
    ({ region, isUnusual }) => region === null || (regions.length > 0 ? regions.includes(region) : isUnusual),
  );
  // What was told of the account goes for its regions, and what is a gap was told.
  const told = [...counting.filter(({ region }) => region === null), ...gaps];
  return counting.filter((silence) => !told.some((other) => other !== silence && isPartOf(silence, other)));
}

function isPartOf(silence: Silence, other: Silence | Gap): boolean {
  return (
    other.account === silence.account &&
    (other.region === null || other.region === silence.region) &&
    other.from <= silence.from + hour &&
    other.until >= silence.until - hour
  );
}

function silenceText({ account, region, from, until }: Silence): string {
  const where = region === null ? named(account) : `${named(account)} in ${region}`;
  return `no event of ${where} from ${secondText(from)} until ${secondText(until)}, which was asked for`;
}

function gapText({ account, region, from, until, grounds }: Gap): string {
  const where = region === null ? named(account) : `${named(account)} in ${region}`;
  return `a probable gap of ${where} from ${secondText(from)} until ${secondText(until)}: ${grounds}`;
}

export function named(account: string): string {
  return account === '' ? 'an account that the records do not name' : account;
}

export function hoursText(length: number): string {
  const hours = Math.round((length / hour) * 10) / 10;
  return `${grouped(hours)} ${hours === 1 ? 'hour' : 'hours'}`;
}

const mostNamed = 3;

/** The first reasons, and how many more there are of the kind. */
export function few(reasons: readonly string[]): readonly string[] {
  if (reasons.length <= mostNamed + 1) return reasons;
  return [...reasons.slice(0, mostNamed), `and ${reasons.length - mostNamed} more of this kind`];
}
