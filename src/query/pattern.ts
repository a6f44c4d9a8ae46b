/**
 * Regular expressions, always RE2's: linear in the text, so that a pattern from a rule or a command line cannot
 * hang a scan. No back-references and no look-around, therefore.
 */
import { RE2JS, RE2JSSyntaxException } from 're2js';
import { UsageError } from '../model/usage-error.js';

/**
 * Compiles a pattern; the returned function holds for texts in which it is found somewhere.
 * @throws UsageError with the pattern and the column of the mistake, as far as RE2 tells it.
 */
export function patternTest(pattern: string, foldCase: boolean): (text: string) => boolean {
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
