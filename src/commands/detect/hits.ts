/** From matches to what correlations count. */
import { parseAddress } from '../../analysis/origin/index.js';
import type { RuleMatches } from '../../engines/scan/index.js';
import { compareTexts } from '../../model/compare-texts.js';
import type { FactsAsked, Path } from '../../query/ast.js';
import { type Hits, neededPaths } from '../../rules/correlate/index.js';
import type { CorrelationRule } from '../../rules/sigma/index.js';
import { actionText } from '../columns.js';
import type { Places } from '../places.js';

/** The engine's part of it: what is to be read of events, and of which. `keys`: those of the rules that are run. */
export function factsAsked(
  keys: readonly (readonly string[])[],
  correlations: readonly CorrelationRule[],
): FactsAsked {
  const needed = neededPaths(correlations).map((path) => path.join('.'));
  const byKey = new Map<string, Set<number>>();
  // A correlation of correlations looks at what these have found: the fields are those of the rules behind.
  for (const rule of correlations.toReversed()) {
    const own = neededPaths([rule]).map((path) => actionPaths.length + needed.indexOf(path.join('.')));
    const all = [...actionPaths.keys(), ...own, ...(byKey.get(rule.key) ?? [])];
    for (const { key } of rule.rules) byKey.set(key, new Set([...(byKey.get(key) ?? []), ...all]));
  }
  return {
    paths: [...actionPaths, ...readPaths(correlations)],
    ofRules: keys.map((own) => [...new Set(own.flatMap((key) => [...(byKey.get(key) ?? [])]))]),
  };
}

/** What correlations count. `keys`: of the rules at each position. */
export function hitsOf(
  matches: RuleMatches,
  keys: readonly (readonly string[])[],
  correlations: readonly CorrelationRule[],
  places: Places,
): Hits {
  const counted = countedBy(correlations);
  const paths = neededPaths(correlations);
  const isOfPlace = paths.map(isPlace);
  const byRule = new Map([...counted].map((key): [string, number[]] => [key, []]));
  const wanted = keys.map((own) => own.map((key) => byRule.get(key)).filter((found) => found !== undefined));
  for (let position = 0; position < matches.length; position++) {
    if (!matches.hasFacts(position)) continue;
    for (const rule of matches.rules(position)) for (const own of wanted[rule] ?? []) own.push(position);
  }
  const { texts } = matches;
  const eventText = (position: number): string => {
    const id = matches.eventID(position);
    if (id !== '') return id;
    const { file, index } = matches.at(position);
    return `${file}#${index}`;
  };
  return {
    byRule,
    time(position) {
      const time = matches.time(position);
      // Correlations also take what `Date` alone can read, such as `2024-06-01t10:00:00z`.
      return Number.isNaN(time) ? Date.parse(matches.at(position).eventTime) : time;
    },
    event: (position) => matches.idNumber(position) || -texts.number(eventText(position)),
    eventText,
    compareEvents(a, b) {
      if (matches.idNumber(a) !== 0 && matches.idNumber(b) !== 0) return matches.compareIds(a, b);
      return compareTexts(eventText(a), eventText(b));
    },
    fact(position, place) {
      const number = matches.fact(position, actionPaths.length + place);
      if (!isOfPlace[place]) return number;
      return texts.number(placeFact(paths[place] as Path, texts.text(number), places));
    },
    texts,
  };
}

function countedBy(correlations: readonly CorrelationRule[]): ReadonlySet<string> {
  return new Set(correlations.flatMap((rule) => rule.rules.map(({ key }) => key)));
}

/** What the event at a position that has facts did, as `actionText` writes it. */
export function actionOf(matches: RuleMatches, position: number): string | null {
  const [source, name] = [0, 1].map(
    (place) => matches.texts.text(matches.fact(position, place)) ?? undefined,
  );
  return actionText(source, name);
}

const actionPaths: readonly Path[] = [['eventSource'], ['eventName']];

/** For a place the address is read. */
function readPaths(correlations: readonly CorrelationRule[]): readonly Path[] {
  return neededPaths(correlations).map((path) => (isPlace(path) ? address : path));
}

const address: Path = ['sourceIPAddress'];

/** Fields of correlations that no record has: where `sourceIPAddress` is, by the databases of `--geoip`. */
const placeFields = ['geoip.country', 'geoip.city', 'geoip.asn', 'geoip.location'] as const;

function isPlace(path: Path): boolean {
  return placeFields.some((field) => field === path.join('.'));
}

function placeFact(path: Path, text: string | null, { placeOf }: Places): string | null {
  const parsed = text === null ? undefined : parseAddress(text);
  const place = parsed && placeOf ? placeOf(parsed.toString()) : null;
  if (path[1] === 'location') {
    const { latitude = null, longitude = null } = place ?? {};
    return latitude === null || longitude === null ? null : `${latitude},${longitude}`;
  }
  if (path[1] === 'asn') return place?.asn ? String(place.asn) : null;
  return (path[1] === 'city' ? place?.city : place?.country) ?? null;
}

/** The rules that need to know where addresses are, and those that count what these find. Each stands behind what it counts. */
export function needsPlaces(correlations: readonly CorrelationRule[]): readonly CorrelationRule[] {
  const found: CorrelationRule[] = [];
  for (const rule of correlations) {
    const countsOne = rule.rules.some(({ key }) => found.some((each) => each.key === key));
    if (countsOne || neededPaths([rule]).some(isPlace)) found.push(rule);
  }
  return found;
}
