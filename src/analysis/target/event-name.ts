/**
 * What an event name says by itself: `DeleteSecurityGroup` is the verb Delete (effect `delete`) and the noun
 * SecurityGroup; `RemoveRoleFromInstanceProfile` has an owner besides. No model of any service is needed, so a
 * service that did not exist when this was written is read as well as any other.
 */
import { type Effect, effectOf } from './verbs.js';
import { fold, singular, words } from './words.js';

export interface EventName {
  /** Without version and the like: `DeleteFunction` of `DeleteFunction20150331`. */
  readonly name: string;
  /** The verb as spelled, without `Batch` and the like: `Delete`. */
  readonly verb: string;
  readonly effect: Effect;
  /** Takes back an earlier deletion: `RestoreSecret`, `CancelKeyDeletion`. */
  readonly undo: boolean;
  /** The call changes tags; the noun is what is tagged, if the name says so. */
  readonly tagging: boolean;
  /** As spelled, singular in its last word as far as endings tell: `SecurityGroup`. Empty for `Decrypt`. */
  readonly noun: string;
  /** The noun folded into one word: `securitygroup`. */
  readonly kind: string;
  /** Folded words of the noun, the last one singular. */
  readonly nounWords: readonly string[];
  /** The nouns after a preposition, folded and singular. */
  readonly owners: readonly string[];
  /** The preposition was `From`: what follows is where a copy or restoration comes from. */
  readonly from: boolean;
}

/** Lambda and CloudFront put the API version into the name: `DeleteFunction20150331`, `CreateFunction2020_05_31`. */
const apiVersion = /_?\d{4}_?\d{2}_?\d{2}(?:v\d+)?$/;
/** Pages of the Cognito hosted sign-in record the HTTP method. */
const httpMethod = /_(?:GET|POST)$/;

/** They say how many or who, never what is done. */
const scopes: ReadonlySet<string> = new Set(['Batch', 'Bulk', 'Admin', 'Force', 'Global', 'Transact']);

const prepositions: ReadonlySet<string> = new Set(
  'From To For By In With On Into Onto Via At Across Using Against Within Over Under'.split(' '),
);
/** Only these may open the rest of a name (`DeregisterFromWorkMail`); `OnPremisesInstance` is a noun. */
const leadingPrepositions: ReadonlySet<string> = new Set(['From', 'To']);

const tagVerbs: ReadonlySet<string> = new Set(
  'Add Remove Create Delete Put Change Set Update CreateOrUpdate'.split(' '),
);

/** `Restore<noun>` of these brings back a deleted thing; of others it makes a new one from a copy. */
const restorable: ReadonlySet<string> = new Set(
  'secret key analysis certificateauthority eventdatastore phonenumber'.split(' '),
);

/** To register a thing with another, or to deregister it from there, neither makes nor ends the thing. */
const membership: ReadonlyMap<string, Effect> = new Map([
  ['Register', 'modify'],
  ['Deregister', 'remove'],
]);

interface Parts {
  readonly verb: string;
  readonly effect: Effect;
  readonly undo?: boolean;
  readonly rest: readonly string[];
}

/**
 * Reads an event name. `isServiceEvent`: the service itself reports an outcome, whose name may end in `Result`.
 * Never throws; a name without words has the effect `unknown` and no noun.
 */
export function readEventName(name: string, isServiceEvent = false): EventName {
  const bare = name.trim().replace(httpMethod, '').replace(apiVersion, '');
  const all = words(isServiceEvent ? bare.replace(/(?<=[a-z])Result$/, '') : bare);
  const { verb, effect, undo = false, rest } = deferred(all) ?? plain(all);
  const cut = rest.findIndex((word, index) => (index > 0 ? prepositions : leadingPrepositions).has(word));
  const nounParts = cut < 0 ? rest : rest.slice(0, cut);
  const noun = readNoun(nounParts);
  const owners = cut < 0 ? [] : splitOwners(rest.slice(cut));
  const from = cut >= 0 && rest[cut] === 'From';

  const base = { name: all.join(''), verb, undo, owners, from };
  if (verb === 'Tag' || verb === 'Untag') return { ...base, effect: 'tag', tagging: true, ...noun };
  if (tagVerbs.has(verb) && noun.kind === 'tag') {
    const tagged = readNoun(cut < 0 ? [] : rest.slice(cut + 1));
    return { ...base, owners: [], effect: 'tag', tagging: true, ...tagged };
  }
  const broughtBack =
    verb === 'Restore' && (restorable.has(noun.kind) || owners.includes('recyclebin')) && effect === 'create';
  return {
    ...base,
    undo: undo || broughtBack,
    effect: owners.length > 0 ? (membership.get(verb) ?? effect) : effect,
    tagging: false,
    ...noun,
  };
}

/** Deletions that take time: `ScheduleKeyDeletion`, `CancelKeyDeletion`, `StartSecretVersionDelete`. */
function deferred(all: readonly string[]): Parts | undefined {
  const [verb = ''] = all;
  const last = all.at(-1);
  if (all.length < 3 || (last !== 'Deletion' && last !== 'Delete')) return undefined;
  const rest = all.slice(1, -1);
  if (verb === 'Cancel') return { verb, effect: 'modify', undo: true, rest };
  if (verb === 'Schedule' && last === 'Deletion') return { verb, effect: 'delete', rest };
  if ((verb === 'Start' || verb === 'End') && last === 'Delete') return { verb, effect: 'remove', rest };
  return undefined;
}

function plain(all: readonly string[]): Parts {
  let start = 0;
  while (start < all.length - 1 && scopes.has(all[start] ?? '')) start++;
  const verb = all[start] ?? '';
  const rest = all.slice(start + 1);
  if (verb === 'Create' && rest[0] === 'Or' && rest[1] === 'Update') {
    return { verb: 'CreateOrUpdate', effect: 'upsert', rest: rest.slice(2) };
  }
  // `ReEncrypt` and `UnRegister` are one word.
  if ((verb === 'Re' || verb === 'Un') && rest[0] !== undefined) {
    const whole = `${verb}${rest[0].toLowerCase()}`;
    return { verb: whole, effect: effectOf(whole), rest: rest.slice(1) };
  }
  return { verb, effect: effectOf(verb), rest };
}

/** A noun in its three forms. */
export type Noun = Pick<EventName, 'noun' | 'kind' | 'nounWords'>;

/** The noun that the words make, as spelled but singular. */
export function readNoun(parts: readonly string[]): Noun {
  const last = parts.length - 1;
  const nounWords = parts.map((part, index) => (index === last ? singular(fold(part)) : fold(part)));
  const noun = parts.map((part, index) => (index === last ? spelledSingular(part) : part)).join('');
  return { noun, kind: nounWords.join(''), nounWords };
}

/** The singular keeps the spelling where only an ending goes: `Groups`, `ACLs`, `Policies`. */
function spelledSingular(word: string): string {
  const one = singular(word.toLowerCase());
  let same = 0;
  while (same < one.length && one[same] === word[same]?.toLowerCase()) same++;
  return word.slice(0, same) + one.slice(same);
}

/** `...FromGroupInDirectory` names two owners. */
function splitOwners(rest: readonly string[]): readonly string[] {
  const owners: string[][] = [];
  for (const word of rest) {
    if (prepositions.has(word)) owners.push([]);
    else owners.at(-1)?.push(word);
  }
  return owners.filter((owner) => owner.length > 0).map((owner) => singular(fold(owner.join(''))));
}
