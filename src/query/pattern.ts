/**
 * Regular expressions, always RE2's: linear in the text, so that a pattern from a rule or a command line cannot
 * hang a scan. No back-references and no look-around, therefore.
 */
import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { UsageError } from '../model/usage-error.js';

const load = createRequire(import.meta.url);

/** Loaded when the first pattern is: it takes longer to load than many an archive to scan. */
function re2(): typeof Re2 {
  return load('re2js') as typeof Re2;
}

/**
 * Compiles a pattern; the returned function holds for texts in which it is found somewhere.
 * @throws UsageError with the pattern and the column of the mistake, as far as RE2 tells it.
 */
export function patternTest(pattern: string, foldCase: boolean): (text: string) => boolean {
  const { RE2JS, RE2JSSyntaxException } = re2();
  try {
    const compiled = RE2JS.compile(pattern, foldCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => compiled.test(text);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const culprit = error.getPattern() ?? '';
    const reason = culprit === pattern ? error.getDescription() : `${error.getDescription()}: ${culprit}`;
    throw new UsageError(`not a regular expression: ${reason}`, {
      text: pattern,
      column: culprit === '' ? pattern.length : Math.max(0, pattern.lastIndexOf(culprit)),
    });
  }
}
