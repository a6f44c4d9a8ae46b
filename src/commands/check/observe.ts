/** Asks the archive what all controls want to know, in one pass, and makes of the matches what is judged. */
import { createHash } from 'node:crypto';
import type { Match, RuleMatches } from '../../engines/scan/index.js';
import type { PruneBounds } from '../../load/prune.js';
import { compareTexts } from '../../model/compare-texts.js';
import type { Presence, SourcePresence } from '../../model/presence.js';
import type { Expr, Path } from '../../query/ast.js';
import type { Observed, Question } from '../../rules/compliance/index.js';
import type { Archive } from '../archive.js';
import { isInside, type Window } from './windows.js';

export interface Observation {
  readonly observed: Observed;
  /** By position. */
  readonly matchOf: (position: number) => Match;
  /** The event's id; of a record without one, the digest that stands for it. */
  readonly idOf: (position: number) => string;
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
  const strange = strangeKeys(matches);
  const noAccount = matches.texts.number('');
  const event = (position: number): string => strange.get(position) ?? matches.eventID(position);
  const observed: Observed = {
    length: matches.length,
    event,
    compare: strange.size === 0 ? matches.compareIds : (a, b) => compareTexts(event(a), event(b)),
    time: matches.time,
    account(position) {
      const own = matches.fact(position, 0) || matches.fact(position, 1);
      return own === noAccount ? 0 : own;
    },
    isInWindow(position) {
      const time = matches.time(position);
      return windows.length > 0 && !Number.isNaN(time) && isInside(windows, time);
    },
    tests: matches.rules,
    fact: (position, path) => matches.fact(position, accountPaths.length + path),
    texts: matches.texts,
  };
  return {
    observed,
    matchOf: matches.at,
    idOf: (position) => matches.eventID(position) || event(position),
    presence: presence.places,
    sources: presence.sources,
  };
}

/**
 * By position, what tells events apart where the id does not, because it is missing or records of different content have
 * it. Such a record may be forged, and all of them are judged.
 */
function strangeKeys(matches: RuleMatches): ReadonlyMap<number, string> {
  const met = new Set<number>();
  const shared = new Set<number>();
  for (let position = 0; position < matches.length; position++) {
    const id = matches.idNumber(position);
    (id === 0 || met.has(id) ? shared : met).add(id);
  }
  const keys = new Map<number, string>();
  if (shared.size === 0) return keys;
  for (let position = 0; position < matches.length; position++) {
    const id = matches.idNumber(position);
    if (!shared.has(id)) continue;
    const digest = createHash('sha256').update(matches.at(position).bytes).digest('hex');
    keys.set(position, id === 0 ? digest : `${matches.eventID(position)} ${digest}`);
  }
  return keys;
}
