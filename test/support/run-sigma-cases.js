/**
 * Runs a table of Sigma cases against the built program and prints each that fails, then the totals:
 * `node test/support/run-sigma-cases.js <file>`. The file is a list of `{name, rule, record, matches}`, in which `rule`
 * is the text of a rule file with one rule. Each record is read both ways: as parsed, and from its bytes.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { evaluate } from '../../dist/query/evaluate.js';
import { recordTest } from '../../dist/query/record-test.js';
import { readRules } from '../../dist/rules/sigma/index.js';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: node test/support/run-sigma-cases.js <file>\n');
  process.exit(2);
}

const cases = JSON.parse(readFileSync(path, 'utf8'));
const failed = cases.flatMap(({ name, rule, record, matches }) => {
  const { rules, broken } = readRules([{ file: name, text: rule }]);
  const [only] = rules;
  if (rules.length !== 1 || only?.kind !== 'detection') {
    return [`${name}: not one rule${broken.map(({ message }) => `; ${message}`).join('')}`];
  }
  const bytes = Buffer.from(JSON.stringify(record));
  const answers = [evaluate(only.where, record), recordTest(only.where)(bytes, 0, bytes.length)];
  return answers.every((answer) => answer === matches)
    ? []
    : [`${name}: expected ${matches}, got ${answers.join(' parsed and ')} from bytes`];
});
process.stdout.write([...failed, `${cases.length - failed.length} of ${cases.length} pass`, ''].join('\n'));
process.exitCode = failed.length > 0 ? 1 : 0;
