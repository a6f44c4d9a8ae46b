/**
 * Reads JUnit XML strictly and names what the schema in common use does not allow: the rules of junit-10.xsd, which the xUnit
 * plugin of Jenkins publishes, as a table.
 */
import { SaxesParser } from 'saxes';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  /** Whether text other than blanks may stand in it. */
  readonly text: boolean;
}

const outcome: Rule = { required: [], optional: ['type', 'message'], children: [], text: true };
const output: Rule = { required: [], optional: [], children: [], text: true };
const rerun: Rule = {
  required: ['type'],
  optional: ['message'],
  children: ['stackTrace', 'system-out', 'system-err'],
  text: true,
};

const rules: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
    text: false,
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: [
      ...['group', 'time', 'skipped', 'timestamp', 'hostname'],
      ...['id', 'package', 'file', 'log', 'url'],
    ],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    text: false,
  },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: [
      ...['skipped', 'error', 'failure', 'system-out', 'system-err'],
      ...['rerunFailure', 'rerunError', 'flakyFailure', 'flakyError'],
    ],
    text: false,
  },
  properties: { required: [], optional: [], children: ['property'], text: false },
  property: { required: ['name', 'value'], optional: [], children: [], text: false },
  skipped: outcome,
  error: outcome,
  failure: outcome,
  'system-out': output,
  'system-err': output,
  stackTrace: output,
  rerunFailure: rerun,
  rerunError: rerun,
  flakyFailure: rerun,
  flakyError: rerun,
};

/** The root element. Throws where the text is not well-formed XML 1.0. */
export function readXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (piece) => {
    const last = open.at(-1);
    if (last) last.text += piece;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  const [first] = root.children;
  if (!first) throw new Error('no element');
  return first;
}

/** What is wrong by the schema, and where counts do not tell what is there; empty if nothing is. */
export function faultsOf(root: Element): readonly string[] {
  const faults = ['testsuites', 'testsuite'].includes(root.name) ? [] : [`the root is ${root.name}`];
  const visit = (element: Element, path: string): void => {
    const { name, attributes, children, text } = element;
    const rule = rules[name];
    if (!rule) {
      faults.push(`${path}: no such element`);
      return;
    }
    const given = Object.keys(attributes);
    for (const key of rule.required) if (!given.includes(key)) faults.push(`${path}: no ${key}`);
    for (const key of given) {
      if (![...rule.required, ...rule.optional].includes(key)) faults.push(`${path}: attribute ${key}`);
    }
    if (!rule.text && text.trim() !== '') faults.push(`${path}: text`);
    if (name === 'testsuite' || name === 'testsuites') faults.push(...miscounted(element, path));
    for (const [position, child] of children.entries()) {
      const at = `${path}/${child.name}[${position}]`;
      if (!rule.children.includes(child.name)) faults.push(`${at}: not here`);
      visit(child, at);
    }
  };
  visit(root, root.name);
  return faults;
}

const counted: Readonly<Record<string, string>> = {
  failures: 'failure',
  errors: 'error',
  skipped: 'skipped',
};

/** The schema does not say so, but readers trust the counts. */
function miscounted(element: Element, path: string): readonly string[] {
  const cases = casesIn(element);
  const found = (name: string): number =>
    name === 'tests'
      ? cases.length
      : cases.filter(({ children }) => children.some((child) => child.name === counted[name])).length;
  return ['tests', ...Object.keys(counted)].flatMap((name) => {
    const said = element.attributes[name];
    return said === undefined || Number(said) === found(name) ? [] : [`${path}: ${name} is ${said}`];
  });
}

export function casesIn({ name, children }: Element): readonly Element[] {
  return children.flatMap((child) =>
    child.name === 'testcase' ? [child] : name.startsWith('testsuite') ? casesIn(child) : [],
  );
}
