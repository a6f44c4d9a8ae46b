/**
 * Runs a table of target cases against the built program and prints each that fails, then the totals:
 * `node test/support/run-target-cases.js <file>`. The file is a list of single events (`event`, `resource`, `verb`,
 * `expect`, `outcome`) or of sequences (`events`, `expect` for each), in which earlier events teach other names.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { aliasesOf, answer, parseSubject } from '../../dist/analysis/target/index.js';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: node test/support/run-target-cases.js <file>\n');
  process.exit(2);
}

const cases = JSON.parse(readFileSync(path, 'utf8'));
const failed = cases.flatMap((each) => (each.events ? runSequence(each) : runSingle(each)));
process.stdout.write(
  [...failed, `${cases.length - new Set(failed.map(nameOf)).size} of ${cases.length} pass`, ''].join('\n'),
);
process.exitCode = failed.length > 0 ? 1 : 0;

function runSingle({ name, event, resource, verb, expect, outcome }) {
  const found = answer(parseSubject(resource), verb, event);
  const got = found?.relation ?? 'none';
  if (got !== expect) return [`${name}: expected ${expect}, got ${got}`];
  if (found && outcome && found.outcome !== outcome)
    return [`${name}: expected ${outcome}, got ${found.outcome}`];
  return [];
}

function runSequence({ name, events, resource, verb, expect }) {
  const subject = parseSubject(resource);
  const subjects = [
    subject,
    ...events.flatMap((event) => aliasesOf(subject, event).map((alias) => alias.subject)),
  ];
  return events.flatMap((event, index) => {
    const relations = subjects.map((each) => answer(each, verb, event)?.relation);
    const got = relations.includes('direct') ? 'direct' : (relations.find((relation) => relation) ?? 'none');
    return got === expect[index] ? [] : [`${name}: event ${index}: expected ${expect[index]}, got ${got}`];
  });
}

function nameOf(line) {
  return line.slice(0, line.indexOf(':'));
}
