/** What the archive holds of the accounts, regions and times that were asked for, as far as controls need to know. */
import { findGaps, spanOf } from '../../analysis/coverage/index.js';
import type { Match } from '../../engines/scan/index.js';
import type { PruneBounds } from '../../load/prune.js';
import type { Presence, SourcePresence } from '../../model/presence.js';
import { allOf, anyOf, type Expr, isEverything } from '../../query/ast.js';
import { evaluate } from '../../query/evaluate.js';
import { fieldReader } from '../../query/field-reader.js';
import { filterExpr } from '../../query/flags.js';
import { parseRecord } from '../../query/record-test.js';
import { fold } from '../../query/value-test.js';
import {
  type AskedTime,
  type Control,
  type Evidence,
  silencesIn,
  sourceKey,
} from '../../rules/compliance/index.js';
import type { Archive } from '../archive.js';
import type { Values } from '../options.js';
import type { Observation } from './observe.js';

const hour = 3_600_000;

/**
 * An event of the data kind (CloudTrail User Guide, record contents: eventCategory since version 1.07, managementEvent
 * since 1.06). Older records of objects in S3 tell by their resources.
 */
const isData: Expr = {
  kind: 'any',
  terms: [
    isOfCategory('Data'),
    allOf([
      missing('eventCategory'),
      { kind: 'oneOf', path: ['managementEvent'], values: [false], foldCase: false },
    ]),
    allOf([
      missing('eventCategory'),
      missing('managementEvent'),
      { kind: 'oneOf', path: ['resources', 'type'], values: ['AWS::S3::Object'], foldCase: false },
    ]),
  ],
};
/** Insights and network activity are neither. */
const categories = {
  management: anyOf([
    isOfCategory('Management'),
    allOf([missing('eventCategory'), { kind: 'not', term: isData }]),
  ]),
  data: isData,
} as const;

function isOfCategory(name: string): Expr {
  return { kind: 'oneOf', path: ['eventCategory'], values: [name], foldCase: true };
}

function missing(field: string): Expr {
  return { kind: 'not', term: { kind: 'present', path: [field] } };
}

/** Those of the accounts and regions that the filters ask for, whatever their time. */
export function ofThoseAsked(
  presence: readonly Presence[],
  { account, region }: Values,
): readonly Presence[] {
  const asked = filterExpr({ account, region });
  return presence.filter((each) =>
    evaluate(asked, { recipientAccountId: each.account, awsRegion: each.region }),
  );
}

/** `presence`: of those asked. */
export async function gatherEvidence(
  controls: readonly Control[],
  presence: readonly Presence[],
  observation: Observation,
  archive: Archive,
  where: Expr,
  bounds: PruneBounds,
  time: AskedTime | null,
): Promise<Evidence> {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = bounds;
  const isInRange = (each: Presence): boolean => each.hour + hour > since && each.hour < until;
  const all = presence.filter(isInRange);
  const has = async (condition: Expr, within: PruneBounds = bounds): Promise<boolean> =>
    (await archive.sample(allOf([condition, where]), within, 1)).length > 0;

  // Insights events that name no account are no sign of a further one.
  const isPhantom =
    all.some(({ account }) => account === '') &&
    !(await has(allOf([missing('recipientAccountId'), { kind: 'not', term: isOfCategory('Insight') }])));
  const known = isPhantom ? presence.filter(({ account }) => account !== '') : presence;
  const inRange = isPhantom ? known.filter(isInRange) : all;

  const withoutManagement: string[] = [];
  if (controls.some(({ evidence }) => evidence.events === 'management')) {
    const accounts = new Set(inRange.map((each) => each.account));
    const known = accountsOfManagement(observation, accounts);
    for (const account of accounts) {
      if (known.has(account)) continue;
      const isOf: Expr =
        account === ''
          ? missing('recipientAccountId')
          : { kind: 'oneOf', path: ['recipientAccountId'], values: [account], foldCase: false };
      const within = account === '' ? bounds : { ...bounds, account: [account] };
      if (!(await has(allOf([isOf, categories.management]), within))) withoutManagement.push(account);
    }
  }
  const sources = await sourcesOf(controls, observation.sources, isEverything(where), (condition) =>
    archive.sample(allOf([condition, where]), bounds, 1),
  );
  const span = spanOf(presence);
  const tally = archive.tally();
  return {
    presence: inRange,
    silences: time ? silencesIn(known, time) : [],
    gaps: (span ? findGaps(presence, span) : []).filter((gap) => gap.until > since && gap.from < until),
    // Of records that share an id and differ, each is judged: nothing of them is unread.
    unread: [
      ...new Set(tally.problems.filter(({ kind }) => kind !== 'conflict').map(({ file }) => file)),
    ].sort(),
    partial: tally.partial,
    withoutManagement: withoutManagement.sort(),
    sources,
  };
}

/**
 * The sources that controls need and that have events, as `sourceKey` names them. What was met, in whatever it was that
 * was read, tells of most whether they have; each of the others is asked for until one event is found. `isAll`: nothing
 * was left out of what was asked about.
 */
async function sourcesOf(
  controls: readonly Control[],
  met: readonly SourcePresence[],
  isAll: boolean,
  sample: (condition: Expr) => Promise<readonly Match[]>,
): Promise<ReadonlySet<string>> {
  const wanted = new Map<string, Expr>();
  const found = new Set<string>();
  for (const { evidence } of controls) {
    for (const source of evidence.sources) {
      const own = met.filter((each) => fold(each.source) === fold(source));
      // Where a record tells none, or not as a text, what it holds is not known here.
      if (own.length === 0 && met.every((each) => each.source !== '')) continue;
      if (isAll && own.some(({ category = '' }) => fold(category) === evidence.events)) {
        found.add(sourceKey(evidence.events, source));
        continue;
      }
      const isOf: Expr = { kind: 'oneOf', path: ['eventSource'], values: [source], foldCase: true };
      wanted.set(sourceKey(evidence.events, source), allOf([isOf, categories[evidence.events]]));
    }
  }
  while (wanted.size > 0) {
    const [match] = await sample(anyOf([...wanted.values()]));
    const record = match && parseRecord(match.bytes, 0, match.bytes.length);
    const keys = record ? [...wanted].filter(([, condition]) => evaluate(condition, record)) : [];
    if (keys.length === 0) break;
    for (const [key] of keys) {
      found.add(key);
      wanted.delete(key);
    }
  }
  return found;
}

/** Those of the accounts of which an event that was found already is of the management kind. */
function accountsOfManagement(
  { observed, matchOf }: Observation,
  accounts: ReadonlySet<string>,
): ReadonlySet<string> {
  const reader = fieldReader([['recipientAccountId'], ['eventCategory']]);
  const found = new Set<string>();
  for (let position = 0; position < observed.length && found.size < accounts.size; position++) {
    const { bytes } = matchOf(position);
    if (!reader.read(bytes, 0, bytes.length) || reader.count(0) !== 1 || reader.count(1) !== 1) continue;
    if (reader.value(1, 0) === 'Management') found.add(String(reader.value(0, 0)));
  }
  return found;
}
