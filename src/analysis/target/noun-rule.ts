/**
 * The noun rule: how a parameter relates to what its call acts on, told from the two names alone. A key that names
 * the noun of the event, or the end of it, names the thing acted on (`groupId` of DeleteSecurityGroup); a key that
 * names the beginning of the noun names the owner of an attribute (`bucketName` of DeleteBucketPolicy).
 */
import type { EventName } from './event-name.js';
import { type KeyName, readKeyName } from './key-name.js';
import { fold } from './words.js';

/**
 * What a recorded value is to its event. `self`: acted on. `owner`: the other end of a relation (RemoveRoleFrom…).
 * `part`: owns the attribute acted on. `container`: holds the thing. `source`: copied or restored from. `other`:
 * mentioned.
 */
export type LeafRelation = 'self' | 'owner' | 'part' | 'container' | 'source' | 'other';

export interface Classified {
  readonly relation: LeafRelation;
  /**
   * For `self`, how sure: 1 the noun itself, 2 its end (2.5: the noun is the key's end), 3 a bare `name` or `id`,
   * 4 and 5 guesses. Else 0.
   */
  readonly tier: number;
  /** Folded nouns that the value may be one of; for `self` the noun of the event first. */
  readonly types: readonly string[];
}

/** Where a value stands. `enclosing`: key of the nearest object around it that has one, else null. */
export interface Place {
  readonly key: string;
  readonly enclosing: string | null;
}

/** Descriptions that are also kinds of things, with names of their own: `versionLabel`, `activityType`. */
const naming: ReadonlySet<string> = new Set('type version class zone engine token format'.split(' '));

/** Relates a key to its event by the rule; the first line that holds decides. */
export function classify(event: EventName, place: Place): Classified {
  const key = readKeyName(place.key);
  const noun = event.kind;
  const inside = place.enclosing !== null;
  if (key.bare) return classifyBare(event, place.enclosing);
  // The barest first: `user` of userName.
  const all = [...key.readings, ...key.roleReadings].reverse();
  if (noun !== '' && key.readings.includes(noun)) return self(1, noun, all);
  if (noun !== '' && key.roleReadings.includes(noun)) {
    return key.role === 'source' ? related('source', all) : self(1, noun, all);
  }
  if (key.describes === null || (naming.has(key.describes) && noun.endsWith(key.describes))) {
    const phrases = [event.nounWords, plainer(event.nounWords)];
    const isEnd = (reading: string) => phrases.some((phrase) => endsPhrase(phrase, reading));
    if (key.readings.some(isEnd) || namesWithGaps(event, key)) return self(2, noun, all);
    if (key.roleReadings.some(isEnd))
      return key.role === 'source' ? related('source', all) : self(2, noun, all);
  }
  const owner = event.owners.find((name) => all.some((reading) => ends(name, reading)));
  if (owner !== undefined) return related('owner', [owner, ...all]);
  const within = all.map((reading) => phraseWithin(event.nounWords, reading)).find((phrase) => phrase !== '');
  if (within !== undefined) return related('part', [within, ...all]);
  if (key.describes === null && noun.length >= 4 && all.some((reading) => reading.endsWith(noun))) {
    return key.role === 'source' ? related('source', all) : self(2.5, noun, all);
  }
  if (all.includes('resource')) return event.tagging ? self(1, noun, all) : related('part', all);
  if (key.role === 'source') return related('source', all);
  if (key.describes === null && noun !== '') {
    const begins = all.some((reading) => reading.startsWith(noun));
    // `imageIds[].imageDigest`; but `firewallRuleGroupId` is the id of a group.
    if (begins && inside && !key.identifying) return self(4, noun, all);
    // Only an ARN can prove it: `imageBuildVersionArn`.
    if (begins && key.folded.endsWith('arn')) return self(5, noun, all);
  }
  return related('other', all);
}

/** `keyMetadata.arn` and `associationDescription.name` are the key's and the association's own. */
const about = /(?<=[a-z])(?:Metadata|Description|Details?|Info|Summary|Data)$/;

/** Objects that are only a form of the call: `details.name` is the call's own name. */
const vague: ReadonlySet<string> = new Set('detail details input data spec properties'.split(' '));

function classifyBare(event: EventName, enclosing: string | null): Classified {
  if (enclosing === null || vague.has(fold(enclosing))) return self(3, event.kind, []);
  const around = classify(event, { key: enclosing.replace(about, ''), enclosing: null });
  return around.relation === 'self' && around.tier >= 3
    ? { ...around, tier: Math.max(around.tier, 4) }
    : around;
}

function self(tier: number, noun: string, readings: readonly string[]): Classified {
  return { relation: 'self', tier, types: [noun, ...readings.filter((reading) => reading !== noun)] };
}

function related(relation: LeafRelation, types: readonly string[]): Classified {
  return { relation, tier: 0, types };
}

/** A report definition goes by the name of the report, and Connector V2 by that of the connector. */
function plainer(nounWords: readonly string[]): readonly string[] {
  if (nounWords.at(-1) === 'definition') return nounWords.slice(0, -1);
  return nounWords.at(-2) === 'v' ? nounWords.slice(0, -2) : nounWords;
}

/** The noun's last words, joined, are the reading: `group` ends Security Group, but `up` does not. */
function endsPhrase(nounWords: readonly string[], reading: string): boolean {
  if (reading.length < 3) return false;
  let tail = '';
  for (let index = nounWords.length - 1; index >= 0 && tail.length < reading.length; index--) {
    tail = `${nounWords[index]}${tail}`;
  }
  return tail === reading;
}

function ends(owner: string, reading: string): boolean {
  return reading.length >= 3 && owner.endsWith(reading);
}

/** The key's words are words of the noun in order, the last of both the same: Transit Gateway (Vpc) Attachment. */
function namesWithGaps(event: EventName, key: KeyName): boolean {
  const { nounWords } = event;
  if (key.stemWords.length < 2 || key.stemWords.at(-1) !== nounWords.at(-1)) return false;
  let found = 0;
  for (const word of nounWords) if (word === key.stemWords[found]) found++;
  return found === key.stemWords.length;
}

/**
 * The noun up to the reading where its words stand at the beginning or in the middle of the noun: `group` in
 * Security Group Ingress gives `securitygroup`. Empty if they do not.
 */
function phraseWithin(nounWords: readonly string[], reading: string): string {
  if (reading.length < 3) return '';
  for (let start = 0; start < nounWords.length - 1; start++) {
    let run = '';
    for (let end = start; end < nounWords.length - 1 && run.length < reading.length; end++) {
      run += nounWords[end];
      if (run === reading) return nounWords.slice(0, end + 1).join('');
    }
  }
  return '';
}
