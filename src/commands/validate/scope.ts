/**
 * What the filters ask of an archive with digests. A digest is asked for if the times of delivery it covers touch the
 * range, or the events in its logs do, which may be older: so every log that can hold an event of the range is judged.
 */
import type { Held } from '../../analysis/integrity/chain.js';
import type { Scope } from '../../analysis/integrity/judge-digests.js';
import { parseGlob } from '../../query/glob.js';
import { globMatcher } from '../../query/glob-match.js';
import type { Values } from '../options.js';

export function scopeOf({ since, until, account, region }: Values): Scope {
  const from = since ?? Number.NEGATIVE_INFINITY;
  const end = until ?? Number.POSITIVE_INFINITY;
  const [isAccount, isRegion] = [accepts(account), accepts(region)];
  const isAskedPlace = (own: string, ownRegion: string): boolean => isAccount(own) && isRegion(ownRegion);
  return {
    since: from,
    until: end,
    isAskedPlace,
    isAsked({ digest, nameEnd }: Held) {
      if (!isAskedPlace(digest.name.account, digest.name.region)) return false;
      // An altered digest may say anything of its time; its name is where it was found.
      if (Math.max(digest.end, nameEnd) > from && Math.min(digest.start, nameEnd) < end) return true;
      return digest.logs.some(
        ({ oldest, newest }) => oldest !== null && newest !== null && oldest < end && newest >= from,
      );
    },
  };
}

/** Any of the names, `*` and `?` as wildcards, `!` in front to exclude, case ignored; all without any. */
function accepts(names: readonly string[] = []): (name: string) => boolean {
  const compile = (text: string) => globMatcher(parseGlob(text.toLowerCase()));
  const unwanted = names.filter((name) => name.startsWith('!')).map((name) => compile(name.slice(1)));
  const wanted = names.filter((name) => !name.startsWith('!')).map(compile);
  return (name) => {
    const own = name.toLowerCase();
    return (
      !unwanted.some((matches) => matches(own)) &&
      (wanted.length === 0 || wanted.some((matches) => matches(own)))
    );
  };
}
