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
  readonly matchOf: (event: string) => Match | undefined;
  /** By the same: the event's id; of a record without one, the digest that stands for it. */
  readonly idOf: (event: string) => string;
  readonly matches: () => Iterable<Match>;
  /** What the files hold that were read: it is not restricted to what was asked for. */
  readonly presence: readonly Presence[];
  readonly sources: readonly SourcePresence[];
}

const accountPaths: readonly Path[] = [['recipientAccountId'], ['userIdentity', 'accountId']];

export async function observe(
  archive: Pick<Archive, 'askRules'>,
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
  const { keys, byKey } = keysOf(matches);
  const observed = keys.map((event, position): Observed => {
    const time = matches.time(position);
    const read = (place: number): string | null => matches.texts.text(matches.fact(position, place));
    const hasFacts = matches.hasFacts(position);
    return {
      event,
      time,
      account: hasFacts ? (read(0) ?? read(1) ?? '') : '',
      inWindow: windows.length > 0 && !Number.isNaN(time) && isInside(windows, time),
      tests: matches.rules(position),
      facts: hasFacts ? question.paths.map((_path, i) => read(accountPaths.length + i)) : [],
    };
  });
  return {
    observed,
    matchOf(event) {
      const position = byKey.get(event);
      return position === undefined ? undefined : matches.at(position);
    },
    idOf(event) {
      const position = byKey.get(event);
      return (position !== undefined && matches.eventID(position)) || event;
    },
    *matches() {
      for (const position of byKey.values()) yield matches.at(position);
    },
    presence: presence.places,
    sources: presence.sources,
  };
}

/**
 * What tells the events apart, by position, and the first position of each: the id, unless it is missing or records of
 * different content have it. Such a record may be forged, and all of them are judged.
 */
function keysOf(matches: RuleMatches): {
  readonly keys: readonly string[];
  readonly byKey: ReadonlyMap<string, number>;
} {
  const ids = Array.from({ length: matches.length }, (_, position) => matches.eventID(position));
  const byId = firstPositions(ids);
  if (byId.size === ids.length && !byId.has('')) return { keys: ids, byKey: byId };
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const id of ids) (seen.has(id) ? shared : seen).add(id);
  const keys = ids.map((id, position) => {
    if (id !== '' && !shared.has(id)) return id;
    const digest = createHash('sha256').update(matches.at(position).bytes).digest('hex');
    return id === '' ? digest : `${id} ${digest}`;
  });
  return { keys, byKey: firstPositions(keys) };
}

function firstPositions(texts: readonly string[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  texts.forEach((text, position) => {
    if (!first.has(text)) first.set(text, position);
  });
  return first;
}
