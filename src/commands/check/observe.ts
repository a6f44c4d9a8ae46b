/** Asks the archive what all controls want to know, in one pass, and makes of the matches what is judged. */
import { createHash } from 'node:crypto';
import type { Match } from '../../engines/scan/index.js';
import type { PruneBounds } from '../../load/prune.js';
import type { Presence, SourcePresence } from '../../model/presence.js';
import type { Expr, Path } from '../../query/ast.js';
import { instantOf } from '../../query/event-time.js';
import type { Observed, Question } from '../../rules/compliance/index.js';
import type { Archive } from '../archive.js';
import { isInside, type Window } from './windows.js';

export interface Observation {
  readonly observed: readonly Observed[];
  /** By `Observed.event`. */
  readonly matches: ReadonlyMap<string, Match>;
  /** What the files hold that were read: it is not restricted to what was asked for. */
  readonly presence: readonly Presence[];
  readonly sources: readonly SourcePresence[];
}

const accountPaths: readonly Path[] = [['recipientAccountId'], ['userIdentity', 'accountId']];

export async function observe(
  archive: Archive,
  question: Question,
  where: Expr,
  bounds: PruneBounds,
  windows: readonly Window[],
): Promise<Observation> {
  const paths = [...accountPaths, ...question.paths];
  const ofRules = question.wanted.map((wanted) => [
    ...(wanted.account ? accountPaths.keys() : []),
    ...wanted.paths.map((place) => accountPaths.length + place),
  ]);
  const query = {
    where,
    limit: null,
    keepDuplicates: false,
    rules: question.tests,
    facts: { paths, ofRules },
    presence: true,
  } as const;
  const { matches, presence } = await archive.askRules(query, bounds);
  const shared = sharedIds(matches);
  const byEvent = new Map<string, Match>();
  const observed = matches.map((match): Observed => {
    const [received, calling, ...own] = match.facts ?? [];
    const event = keyOf(match, shared);
    if (!byEvent.has(event)) byEvent.set(event, match);
    const time = instantOf(match.eventTime);
    return {
      event,
      time,
      account: received ?? calling ?? '',
      inWindow: !Number.isNaN(time) && isInside(windows, time),
      tests: match.rules ?? [],
      facts: own,
    };
  });
  return { observed, matches: byEvent, presence: presence.places, sources: presence.sources };
}

/** Ids that records of different content have: such a record may be forged, and all of them are judged. */
function sharedIds(matches: readonly Match[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { eventID } of matches) {
    if (seen.has(eventID)) shared.add(eventID);
    seen.add(eventID);
  }
  return shared;
}

function keyOf({ eventID, bytes }: Match, shared: ReadonlySet<string>): string {
  if (eventID !== '' && !shared.has(eventID)) return eventID;
  const digest = createHash('sha256').update(bytes).digest('hex');
  return eventID === '' ? digest : `${eventID} ${digest}`;
}
