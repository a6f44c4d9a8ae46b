/**
 * Names taken apart. AWS spells one thing in many ways (`dBInstanceIdentifier`, `DBInstanceIdentifier`,
 * `db-instance`), so everything is compared folded: lower-case letters and digits only, singular.
 */

/** Words start at a capital; a run of capitals is one word (`DB`, `ACLs`), the last of them starting the next. */
const word = /[A-Z]+s(?![a-z])|[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+/g;

/** Words whose plural or singular the endings alone get wrong. */
const irregular: ReadonlyMap<string, string> = new Map([
  ['alias', 'alias'],
  ['aliases', 'alias'],
  ['canvas', 'canvas'],
  ['indices', 'index'],
  ['caches', 'cache'],
]);

/** What AWS writes in full in some names and short in others: DeleteApp takes an `applicationId`. */
const inFull = /(config)uration|(app)lication|(admin)istrator/g;

/** Lower-case letters and digits, nothing else; words that are also written short in their short form. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(inFull, '$1$2$3');
}

/** The singular of a folded word or run of words. Only consistent, not always English. */
export function singular(folded: string): string {
  const known = irregular.get(folded);
  if (known !== undefined) return known;
  if (folded.endsWith('aliases')) return folded.slice(0, -2);
  if (folded.endsWith('apis')) return folded.slice(0, -1);
  if (folded.length > 4 && folded.endsWith('ies')) return `${folded.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(folded) && !folded.endsWith('caches')) return folded.slice(0, -2);
  if (folded.endsWith('s') && !/(?:ss|us|is|alias)$/.test(folded)) return folded.slice(0, -1);
  return folded;
}

/**
 * The words of an identifier, as spelled. The first letter counts as a capital, because CloudTrail lowers it
 * whatever follows: `dBInstance` is `DB`, `Instance`.
 */
export function words(name: string): readonly string[] {
  return (name.charAt(0).toUpperCase() + name.slice(1)).match(word) ?? [];
}
