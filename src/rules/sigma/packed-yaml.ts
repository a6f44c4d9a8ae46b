/**
 * Nodes of YAML as plain arrays, for what comes with the program: it is parsed when the program is built, since to load a
 * YAML parser and to parse it takes longer than the rest of a short run.
 */
import type { RuleText } from './text.js';
import type { MapNode, RuleNode, ScalarNode } from './yaml.js';

/**
 * A kind, where the node stands, and what is in it: of a scalar the value, and how it is written if that is another text;
 * of a map keys, their places and values in turn.
 */
export type PackedNode =
  | readonly ['s', number, ScalarNode['value'], string?]
  | readonly ['l', number, ...PackedNode[]]
  | readonly ['m', number, ...(string | number | PackedNode)[]];

/** @throws Error for a number that JSON does not hold. */
export function packNode(node: RuleNode): PackedNode {
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'number' && (!Number.isFinite(node.value) || Object.is(node.value, -0)))
        throw new Error(`${node.source.file}: ${node.written} cannot be packed`);
      return node.written === String(node.value)
        ? ['s', node.at, node.value]
        : ['s', node.at, node.value, node.written];
    case 'list':
      return ['l', node.at, ...node.items.map(packNode)];
    case 'map':
      return [
        'm',
        node.at,
        ...node.entries.flatMap(({ key, keyPlace, value }) => [key, keyPlace.at, packNode(value)]),
      ];
  }
}

/** The documents of a text, as they were packed. */
export function unpackDocuments(packed: readonly PackedNode[], source: RuleText): readonly MapNode[] {
  return packed.map((document) => unpack(document, source) as MapNode);
}

function unpack(packed: PackedNode, source: RuleText): RuleNode {
  const [kind, at, ...rest] = packed;
  switch (kind) {
    case 's': {
      const [, , value, written = String(value)] = packed;
      return { kind: 'scalar', value, written, source, at };
    }
    case 'l':
      return { kind: 'list', items: rest.map((item) => unpack(item as PackedNode, source)), source, at };
    case 'm': {
      const entries: MapNode['entries'][number][] = [];
      for (let i = 0; i < rest.length; i += 3) {
        const [key, keyAt, value] = rest.slice(i, i + 3) as [string, number, PackedNode];
        entries.push({ key, keyPlace: { source, at: keyAt }, value: unpack(value, source) });
      }
      return { kind: 'map', entries, source, at };
    }
  }
}
