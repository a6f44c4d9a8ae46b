/** Asks the archive what all controls want to know, in one pass, and makes of the matches what is judged. */
import { createHash } from 'node:crypto';
import type { Match, RuleMatches } from '../../engines/scan/index.js';
import type { PruneBounds } from '../../load/prune.js';
import type { Presence, SourcePresence } from '../../model/presence.js';
import type { Expr, Path } from '../../query/ast.js';
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
    keepDuplicates: false,
    rules: question.tests,
    facts: { paths, ofRules },
    presence: true,
  } as const;
  const { matches, presence } = await archive.askRules(query, bounds);
  const shared = sharedIds(matches);
  const byEvent = new Map<string, Match>();
  const observed = Array.from({ length: matches.length }, (_, position): Observed => {
    const read = (place: number): string | null => matches.texts.text(matches.fact(position, place));
    const facts = matches.hasFacts(position) ? question.paths : [];
    const event = keyOf(matches, position, shared);
    if (!byEvent.has(event)) byEvent.set(event, matches.at(position));
    const time = matches.time(position);
    return {
      event,
      time,
      account: read(0) ?? read(1) ?? '',
      inWindow: !Number.isNaN(time) && isInside(windows, time),
      tests: matches.rules(position),
      facts: facts.map((_path, i) => read(accountPaths.length + i)),
    };
  });
  return { observed, matches: byEvent, presence: presence.places, sources: presence.sources };
}

/** Ids that records of different content have: such a record may be forged, and all of them are judged. */
function sharedIds(matches: RuleMatches): ReadonlySet<number> {
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (let position = 0; position < matches.length; position++) {
    const id = matches.idNumber(position);
    if (seen.has(id)) shared.add(id);
    seen.add(id);
  }
  return shared;
}

function keyOf(matches: RuleMatches, position: number, shared: ReadonlySet<number>): string {
  const id = matches.eventID(position);
  if (id !== '' && !shared.has(matches.idNumber(position))) return id;
  const digest = createHash('sha256').update(matches.at(position).bytes).digest('hex');
  return id === '' ? digest : `${id} ${digest}`;
}
