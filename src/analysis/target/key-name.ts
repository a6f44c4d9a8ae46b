/**
 * What the key of a parameter names. `dBInstanceIdentifier` reads as `dbinstanceidentifier` and `dbinstance`: the
 * word for an identifier is taken off the end, and a word for a role (`source`, `target`) off the front. CloudTrail
 * lowers the first letter of most keys and of some not, so keys are read folded.
 */
import { fold, singular, words } from './words.js';

export interface KeyName {
  readonly folded: string;
  /** Folded and singular, the whole key first; without duplicates, never empty texts. */
  readonly readings: readonly string[];
  /** Readings after a role word. */
  readonly roleReadings: readonly string[];
  /** `source`: what it names was copied from; `target`: it is the new or other end. */
  readonly role: 'source' | 'target' | null;
  /** The words of the stem, folded, the last one singular: `transit gateway attachment`. */
  readonly stemWords: readonly string[];
  /** Says that it identifies, not what: `name`, `id`, `arn`. */
  readonly bare: boolean;
  /** Ends in a word for an identifier. */
  readonly identifying: boolean;
  /** The descriptive word it ends in (`type`, `status`), else null. */
  readonly describes: string | null;
}

const identifier = /(?<=.)(?:serialnumber|identifier|name|label|id|arn|url|uri)s?$/;
/**
 * Words for a container of identifiers, only at the very end: `keyPairIdSet` holds ids of key pairs, but
 * `ruleSetName` is the name of a rule set, not of a rule.
 */
const collection = /(?:key|set|list|number|value|reference)s?$/;

const bareNames: ReadonlySet<string> = new Set(
  'name names id ids arn arns identifier identifiers serialnumber uuid uuids'.split(' '),
);
const sourceWords: ReadonlySet<string> = new Set('source src original origin from base final'.split(' '));
const targetWords: ReadonlySet<string> = new Set('parent target destination dest new restored'.split(' '));

/** What such a key holds describes a thing and does not name it. */
const descriptions: ReadonlySet<string> = new Set(
  `type status state mode format description reason token date time count size engine class zone version`.split(
    /\s+/,
  ),
);

const cache = new Map<string, KeyName>();
/** Keys come from the evidence: a hostile archive must not fill memory with them. */
const maxCached = 5_000;

/** Reads a key; the same object for the same key as long as it is cached. */
export function readKeyName(key: string): KeyName {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const read = parse(key);
  if (cache.size >= maxCached) cache.clear();
  if (key.length <= 100) cache.set(key, read);
  return read;
}

function parse(key: string): KeyName {
  const spelled = words(key);
  // `tablesToDelete`, `accountsToAdd`: what is to be done with them says nothing about what they are.
  const parts = spelled.length > 2 && spelled.at(-2) === 'To' ? spelled.slice(0, -2) : spelled;
  const folded = fold(parts.join(''));
  const first = parts[0]?.toLowerCase() ?? '';
  const role =
    parts.length < 2 ? null : sourceWords.has(first) ? 'source' : targetWords.has(first) ? 'target' : null;
  const last = singular(parts.at(-1)?.toLowerCase() ?? '');
  return {
    folded,
    readings: readingsOf(folded),
    roleReadings: role === null ? [] : readingsOf(fold(parts.slice(1).join(''))),
    role,
    stemWords: stemWordsOf(parts),
    bare: bareNames.has(folded),
    identifying: identifier.test(folded.replace(/(?:set|list)s?$/, '')),
    describes: descriptions.has(last) ? last : null,
  };
}

function readingsOf(folded: string): readonly string[] {
  const readings = new Set([singular(folded)]);
  const uncollected = folded.replace(collection, '');
  readings.add(singular(uncollected));
  readings.add(singular(uncollected.replace(identifier, '')));
  readings.add(singular(folded.replace(identifier, '')));
  readings.delete('');
  return [...readings];
}

function stemWordsOf(parts: readonly string[]): readonly string[] {
  const stem = parts.map((part) => part.toLowerCase());
  if (stem.length > 1 && /^(?:set|list)s?$/.test(stem.at(-1) ?? '')) stem.pop();
  if (stem.length > 1 && /^(?:identifier|name|id|arn)s?$/.test(stem.at(-1) ?? '')) stem.pop();
  const last = stem.length - 1;
  return stem.map((part, index) => (index === last ? singular(fold(part)) : fold(part)));
}
