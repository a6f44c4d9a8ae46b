/**
 * YAML to plain nodes that know their place. Rule files come from strangers: aliases are shared instead of copied and
 * what they add up to is limited, nesting is limited, and keys that occur twice are refused (by a check of our own,
 * since that of the package takes quadratic time).
 */

import { createRequire } from 'node:module';
import { grouped } from '../../model/number-text.js';
import type { UsageError } from '../../model/usage-error.js';
import { type Place, type RuleText, ruleFault } from './text.js';

export type RuleNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it is written, for numbers such as `0123`. */
  readonly written: string;
}

export interface ListNode extends Place {
  readonly kind: 'list';
  readonly items: readonly RuleNode[];
}

export interface MapNode extends Place {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: RuleNode;
}

type Yaml = typeof import('yaml');

/** Loaded when it is needed, for it takes long. */
function yaml(): Yaml {
  return createRequire(import.meta.url)('yaml') as Yaml;
}

const deepest = 100;
/** Scalars of a document, with those that aliases repeat. */
const mostScalars = 200_000;

/**
 * The documents of a file, in their order; one that is not YAML is a fault. Empty documents are left out. `shape` is what
 * is said of a document that is no map.
 */
export function readYaml(
  source: RuleText,
  shape = 'a rule is a map of keys such as title and detection',
): readonly (MapNode | UsageError)[] {
  let documents: ReturnType<Yaml['parseAllDocuments']>;
  try {
    documents = yaml().parseAllDocuments(source.text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      logLevel: 'silent',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [ruleFault({ source, at: 0 }, 'the YAML is nested too deeply')];
  }
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document): readonly (MapNode | UsageError)[] => {
    const [error] = document.errors;
    if (error) return [ruleFault({ source, at: error.pos[0] }, `not YAML: ${error.message}`)];
    if (document.contents === null) return [];
    const root = toNode(document.contents, source);
    if (!('kind' in root)) return [root];
    if (root.kind === 'scalar' && root.value === null) return [];
    return [root.kind === 'map' ? root : ruleFault(root, shape)];
  });
}

/** Converts in the order of the text, so that an alias finds the latest node of that anchor. */
function toNode(contents: unknown, source: RuleText): RuleNode | UsageError {
  const { isAlias, isMap, isScalar, isSeq } = yaml();
  const anchors = new Map<string, { readonly node: RuleNode; readonly size: number }>();
  let fault: UsageError | undefined;
  const fail = (at: number, message: string): { node: RuleNode; size: number } => {
    fault ??= ruleFault({ source, at }, message);
    return { node: { kind: 'scalar', value: null, written: '', source, at }, size: 1 };
  };
  const convert = (node: unknown, depth: number): { node: RuleNode; size: number } => {
    const at = placeOf(node);
    if (fault) return fail(at, '');
    if (depth > deepest) return fail(at, `nested more than ${deepest} deep`);
    if (isAlias(node)) {
      return (
        anchors.get(node.source) ?? fail(at, `the alias *${node.source} stands before or inside its anchor`)
      );
    }
    let made: { node: RuleNode; size: number };
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item, depth + 1));
      made = { node: { kind: 'list', items: items.map((item) => item.node), source, at }, size: sum(items) };
    } else if (isMap(node)) {
      const seen = new Set<string>();
      const values: { node: RuleNode; size: number }[] = [];
      const entries = node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        const keyAt = placeOf(pair.key);
        if (seen.has(key)) fail(keyAt, `the key '${key}' stands here twice`);
        seen.add(key);
        const value = convert(pair.value, depth + 1);
        values.push(value);
        return {
          key,
          keyPlace: { source, at: keyAt },
          value: pair.value === null ? { ...value.node, at: keyAt } : value.node,
        };
      });
      made = { node: { kind: 'map', entries, source, at }, size: sum(values) };
    } else if (isScalar(node)) {
      const { value } = node;
      const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      const written = typeof node.source === 'string' ? node.source : String(value);
      made = { node: { kind: 'scalar', value: known ? value : null, written, source, at }, size: 1 };
    } else {
      made = { node: { kind: 'scalar', value: null, written: '', source, at }, size: 1 };
    }
    if (made.size > mostScalars) return fail(at, `more than ${grouped(mostScalars)} values, aliases counted`);
    if (hasAnchor(node)) anchors.set(node.anchor, made);
    return made;
  };
  const { node } = convert(contents, 0);
  return fault ?? node;
}

function hasAnchor(node: unknown): node is { readonly anchor: string } {
  return typeof node === 'object' && node !== null && 'anchor' in node && typeof node.anchor === 'string';
}

function sum(parts: readonly { readonly size: number }[]): number {
  return parts.reduce((total, { size }) => total + size, 1);
}

function placeOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0;
}
