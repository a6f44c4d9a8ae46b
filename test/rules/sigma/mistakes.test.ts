/** Rules that cannot be used: each is told with file, line and column, and what to write instead. */
import { describe, expect, it } from 'vitest';
import { setOf } from './rule-text.js';

const head = 'title: t\nlogsource: {product: aws, service: cloudtrail}\n';
const selection = (item: string): string => `${head}detection:\n  sel:\n    ${item}\n  condition: sel\n`;
const condition = (text: string): string =>
  `${head}detection:\n  one: {x: 1}\n  two: {y: 1}\n  _aux: {z: 1}\n  condition: ${text}\n`;
const correlation = (lines: string): string =>
  `title: c\ncorrelation:\n  ${lines.replaceAll('\n', '\n  ')}\n`;
const deep = (text: string, depth: number): string => '('.repeat(depth) + text + ')'.repeat(depth);

function mistakesIn(...texts: readonly string[]): readonly string[] {
  return setOf(...texts).broken.map(({ message, hint }) => (hint ? `${message} | ${hint}` : message));
}

describe('documents', () => {
  it.each([
    [
      'not YAML',
      'title: [',
      '0.yml:1:9: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a list', '- 1\n', '0.yml:1:1: a rule is a map of keys such as title and detection'],
    ['no title', 'logsource: {product: aws}\n', "0.yml:1:1: 'title' is missing"],
    ['a key twice', 'title: a\ntitle: b\n', "0.yml:2:1: the key 'title' stands here twice"],
    [
      'no log source',
      'title: a\ndetection: {sel: {a: 1}, condition: sel}\n',
      "0.yml:1:1: 'logsource' is missing",
    ],
    [
      'an empty log source',
      'title: a\nlogsource: {definition: x}\n',
      "0.yml:2:12: 'logsource' names a category, a product or a service",
    ],
    ['no detection', head, "0.yml:1:1: 'detection' is missing"],
    ['no condition', `${head}detection:\n  sel: {a: 1}\n`, "0.yml:4:3: 'condition' is missing"],
    ['an id that is none', `${head}id: abc\n`, "0.yml:3:5: 'abc' is not a UUID"],
    [
      'a level that is none',
      `${head}level: severe\n`,
      "0.yml:3:8: 'severe' is no level | Write one of informational, low, medium, high, critical.",
    ],
    [
      'an old collection',
      `action: global\n${head}`,
      "0.yml:1:1: 'action' documents are of the first version of Sigma | Write each rule in full.",
    ],
    [
      'an alias before its anchor',
      'title: *a\n',
      '0.yml:1:8: the alias *a stands before or inside its anchor',
    ],
  ])('%s', (_, text, message) => expect(mistakesIn(text)).toEqual([message]));
});

describe('modifiers and values', () => {
  it.each([
    ['userAgent|containz: x', "0.yml:5:5: there is no modifier 'containz' | Did you mean contains?"],
    ['userAgent|Contains: x', "0.yml:5:5: there is no modifier 'Contains' | Did you mean contains?"],
    ['userAgent|contains|re: x', "0.yml:5:5: 're' comes first, and cannot follow 'contains'"],
    ['userAgent|i: x', "0.yml:5:5: 'i' stands directly behind 're'"],
    ['userAgent|re|contains|i: x', "0.yml:5:5: 'i' stands directly behind 're'"],
    ['userAgent|cidr|contains: x', "0.yml:5:5: 'contains' cannot follow 'cidr'"],
    ['userAgent|contains|fieldref: x', "0.yml:5:5: 'fieldref' comes first, and cannot follow 'contains'"],
    ['eventTime|gte|hour: 1', "0.yml:5:5: 'hour' comes first, and cannot follow 'gte'"],
    ['userAgent|exists|all: true', "0.yml:5:5: 'exists' stands alone"],
    ['userAgent|all|all: true', "0.yml:5:5: 'all' stands there twice"],
    ['userAgent|re|cased: x', "0.yml:5:5: 'cased' is for texts and fieldref"],
    ["userAgent|exists: 'true'", "0.yml:5:23: 'exists' takes true or false, without quotes"],
    ['userAgent|exists: [true, false]', "0.yml:5:5: 'exists' takes one value"],
    ["requestParameters.a|gt: '5'", '0.yml:5:29: a comparison takes a number, without quotes'],
    ['sourceIPAddress|cidr: 10.0.0.1/8', "0.yml:5:27: '10.0.0.1/8' has bits set behind its prefix"],
    ['sourceIPAddress|cidr: 10.0.0.0/33', "0.yml:5:27: '10.0.0.0/33' is not a network, such as 10.0.0.0/8"],
    [
      "userAgent|re: '('",
      '0.yml:5:19: not a regular expression: missing closing ) | Patterns are RE2: no look-around, no back-references, no possessive quantifiers.',
    ],
    [
      "userAgent|re: '(a)\\1'",
      '0.yml:5:19: not a regular expression: invalid escape sequence: \\1 | Patterns are RE2: no look-around, no back-references, no possessive quantifiers.',
    ],
    [
      "userAgent|expand: '%admins%'",
      "0.yml:5:23: 'expand' asks for values of %admins%, and there are none | Write the values into the rule.",
    ],
    ["userAgent|base64: 'a*'", '0.yml:5:23: base64 takes no wildcards'],
    ["userAgent|fieldref: 'a*'", '0.yml:5:25: fieldref takes the name of a field, without wildcards'],
    ['userAgent|contains: true', "0.yml:5:25: 'contains' takes a text; put true in quotes"],
    ['userAgent|contains: null', "0.yml:5:25: null has no text for 'contains'"],
    [
      'userAgent: {a: b}',
      "0.yml:5:16: a field has values, not a map | For a nested field write 'userAgent.name: value'.",
    ],
    [
      'userAgent: [[a]]',
      '0.yml:5:17: a value is a text, a number, true, false or null, not a list in a list',
    ],
    ["'': a", '0.yml:5:5: a field without a name'],
    [
      "'|startswith': a",
      '0.yml:5:20: keywords are found anywhere in a value; startswith and endswith need a field',
    ],
    ["'|exists': true", '0.yml:5:16: a search of the whole event takes texts and regular expressions only'],
    ['- true', '0.yml:5:7: a keyword is a text or a number'],
    ['{}', '0.yml:5:5: an empty selection'],
    ['[]', '0.yml:5:5: an empty selection'],
    [`userAgent|windash: '${' -a'.repeat(5)}'`, '0.yml:5:24: windash makes more than 1000 patterns of it'],
  ])('%s', (item, message) => expect(mistakesIn(selection(item))).toEqual([message]));

  it('an empty selection', () => {
    expect(mistakesIn(`${head}detection:\n  sel:\n  condition: sel\n`)).toEqual([
      '0.yml:4:3: an empty selection',
    ]);
  });
});

describe('conditions', () => {
  it.each([
    [
      'three',
      "0.yml:7:14: in the condition at 'three': there is no selection 'three' | The selections are one, two, _aux.",
    ],
    ['one and', "0.yml:7:18: in the condition at 'and': expected a selection behind it"],
    ['one two', "0.yml:7:18: in the condition at 'two': expected and, or, or the end"],
    ['(one', '0.yml:7:14: in the condition: expected and, or, or )'],
    ['one)', "0.yml:7:17: in the condition at ')': unmatched )"],
    [
      '1 of three*',
      "0.yml:7:19: in the condition at 'three*': no selection has such a name | The selections are one, two, _aux.",
    ],
    ['2 of them', "0.yml:7:14: in the condition at '2': only '1 of', 'any of' and 'all of' can be said"],
    ['some of them', "0.yml:7:14: in the condition at 'some': expected 1, any or all before 'of'"],
    ['1 of', "0.yml:7:14: in the condition: expected 'them' or a pattern of names behind 'of'"],
    ['one*', "0.yml:7:14: in the condition at 'one*': expected '1 of' or 'all of' before a pattern"],
    ['one & two', "0.yml:7:18: in the condition at '&': expected and, or, or the end"],
    [
      'one | count() > 5',
      "0.yml:7:14: in the condition: a pipe is of the first version of Sigma | Write a 'correlation' of type event_count or value_count.",
    ],
    ["''", '0.yml:7:14: in the condition: it is empty'],
    ['[]', "0.yml:7:14: 'condition' is empty"],
    [deep('one', 501), "0.yml:7:514: in the condition at '(': nested more than 500 deep"],
  ])('%s', (text, message) => expect(mistakesIn(condition(text))).toEqual([message]));
});

describe('correlations', () => {
  const base = `${head.replace('title: t', 'title: base\nname: base')}detection: {sel: {eventName: A}, condition: sel}\n`;
  it.each([
    [
      'type: sum\nrules: base',
      "1.yml:3:9: 'sum' is no type of correlation | Write one of event_count, value_count, value_sum, value_avg, value_percentile, value_median, temporal, temporal_ordered, travel.",
    ],
    ['type: event_count', "1.yml:3:3: 'rules' is missing"],
    [
      'type: event_count\nrules: base\ngroup-by: a\ntimespan: 0m\ncondition: {gte: 1}',
      '1.yml:6:13: a timespan of zero holds no events',
    ],
    [
      'type: event_count\nrules: base\ngroup-by: a\ntimespan: 1h30m\ncondition: {gte: 1}',
      "1.yml:6:13: '1h30m' is not a timespan | Write a number and a unit: 30s, 15m, 2h or 7d.",
    ],
    [
      'type: event_count\nrules: base\ngroup-by: a\ntimespan: 1h',
      "1.yml:3:3: 'condition' is missing | Write a map such as {gte: 10}.",
    ],
    [
      'type: event_count\nrules: base\ngroup-by: a\ntimespan: 1h\ncondition: {ge: 1}',
      "1.yml:7:15: 'ge' is no comparison | Write one of gt, gte, lt, lte, eq, neq, and field.",
    ],
    [
      "type: event_count\nrules: base\ngroup-by: a\ntimespan: 1h\ncondition: {gte: '1'}",
      "1.yml:7:20: 'gte' takes a number",
    ],
    [
      'type: value_count\nrules: base\ngroup-by: a\ntimespan: 1h\ncondition: {gte: 1}',
      "1.yml:7:14: value_count needs a 'field'",
    ],
    [
      'type: value_percentile\nrules: base\ngroup-by: a\ntimespan: 1h\ncondition: {gte: 1, field: b}',
      "1.yml:7:14: value_percentile needs a 'percentile'",
    ],
    [
      'type: event_count\nrules: nobody\ngroup-by: a\ntimespan: 1h\ncondition: {gte: 1}',
      "1.yml:4:10: there is no rule 'nobody' | Rules are referred to by id or name; all files given are searched.",
    ],
    [
      'type: travel\nrules: base\ngroup-by: a\ntimespan: 1h\ncondition: {lt: 900}',
      '1.yml:7:14: travel takes a speed in km/h | Write {gte: 900}.',
    ],
    [
      'type: temporal\nrules: [base, base]\ngroup-by: a\ntimespan: 1h',
      "1.yml:4:17: the rule 'base' stands here twice",
    ],
  ])('%s', (lines, message) => expect(mistakesIn(base, correlation(lines))).toEqual([message]));

  it('in a circle', () => {
    const one = (name: string, other: string): string =>
      `title: ${name}\nname: ${name}\ncorrelation: {type: temporal, rules: [${other}], group-by: a, timespan: 1h}\n`;
    expect(mistakesIn(one('x', 'y'), one('y', 'x'))).toEqual([
      '0.yml:3:39: correlations that refer to each other in a circle, or to a broken one',
      '1.yml:3:39: correlations that refer to each other in a circle, or to a broken one',
    ]);
  });

  it('of a rule that is broken itself', () => {
    const messages = mistakesIn(
      base.replace('eventName: A', 'eventName|x: A'),
      correlation('type: event_count\nrules: base\ngroup-by: a\ntimespan: 1h\ncondition: {gte: 1}'),
    );
    expect(messages[1]).toBe("1.yml:4:10: the rule 'base' cannot be used itself");
  });
});
