/**
 * Documents of rules as JSON, for those that come with the program: they are read when it is built, since to load a YAML
 * parser and to read all of them takes longer than the rest of a short run. One text may be found under several names, so
 * what names its file is made anew.
 */
import type { Reference } from './correlation.js';
import type { Content, RuleDocument } from './document.js';
import { keyOf, type RuleInfo } from './rule.js';
import type { RuleText } from './text.js';

/** What JSON holds of a document: the places of its references have lost their text. */
export type PackedDocument = RuleDocument;

/** @throws Error for what JSON does not hold. */
export function packDocument(document: RuleDocument): PackedDocument {
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (key === 'place') return { at: (value as Reference['place']).at };
    const isOdd =
      typeof value === 'number'
        ? !Number.isFinite(value) || Object.is(value, -0)
        : value instanceof Map || value instanceof Set || value instanceof RegExp;
    if (isOdd) throw new Error(`${key}: ${value} cannot be packed`);
    return value;
  });
  return JSON.parse(text) as PackedDocument;
}

/** The documents of a text, as they were packed. */
export function unpackDocuments(
  packed: readonly PackedDocument[],
  source: RuleText,
): readonly RuleDocument[] {
  return packed.map(({ content, warnings }, index) => ({
    content: unpacked(content, source, index),
    warnings: warnings.map((warning) => ({ ...warning, file: source.file })),
  }));
}

function unpacked(content: Content, source: RuleText, index: number): Content {
  const named = <Info extends RuleInfo>(info: Info): Info => ({
    ...info,
    key: keyOf(source, index),
    file: source.file,
  });
  const placed = ({ text, place: { at } }: Reference): Reference => ({ text, place: { source, at } });
  switch (content.kind) {
    case 'detection':
      return { ...content, rule: named(content.rule) };
    case 'not-applicable':
      return { ...content, info: named(content.info) };
    case 'correlation': {
      const { text } = content;
      const aliases = text.aliases.map(({ name, fields }) => ({
        name,
        fields: fields.map(({ rule, path }) => ({ rule: placed(rule), path })),
      }));
      return {
        ...content,
        text: { ...text, info: named(text.info), rules: text.rules.map(placed), aliases },
      };
    }
    case 'filter': {
      const { filter } = content;
      const rules = filter.rules?.map(placed) ?? null;
      return { ...content, filter: { ...filter, info: named(filter.info), rules } };
    }
  }
}
