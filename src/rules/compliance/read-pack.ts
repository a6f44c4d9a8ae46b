/** A pack from its YAML. All that is wrong with it is a fault with its place, before any evidence is read. */
import { levels } from '../../model/detection.js';
import { UsageError } from '../../model/usage-error.js';
import { mapOf, required, textOf, textsOf } from '../sigma/keys.js';
import { lineOf, type RuleText, ruleFault } from '../sigma/text.js';
import { type MapNode, readYaml } from '../sigma/yaml.js';
import type { Control, EvidenceNeeds, Pack } from './control.js';
import { choice, duration, maps, onlyKeys, placeOf, texts, wholeNumber, words } from './keys.js';
import { conditionKinds, readConditions } from './read-condition.js';

const packKeys = ['pack', 'title', 'version', 'description', 'source', 'controls'];
const controlKeys = [
  ...['id', 'title', 'rationale', 'severity', 'remediation', 'references', 'evidence'],
  ...conditionKinds,
];

/** @throws UsageError naming file, line and column of the first mistake. */
export function readPack(text: RuleText): Pack {
  const [document, second] = readYaml(text, 'a pack is a map of keys such as pack and controls');
  if (document instanceof UsageError) throw document;
  if (!document) throw ruleFault({ source: text, at: 0 }, 'there is no pack in this file: it is empty');
  if (second) {
    if (second instanceof UsageError) throw second;
    throw ruleFault(second, 'a second document: a file holds one pack');
  }
  onlyKeys(document, packKeys, 'a pack');
  const name = words(document, 'pack');
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) {
    throw ruleFault(
      placeOf(document, 'pack'),
      `'${name}' is not a name for a pack`,
      'Use up to 64 small letters, digits and dashes.',
    );
  }
  const maps = controlsOf(document);
  const controls = maps.map((map) => readControl(map, name));
  for (const [i, { id }] of controls.entries()) {
    const first = controls.findIndex((other) => other.id === id);
    const [map, other] = [maps[i], controls[first]];
    if (first < i && map && other)
      throw ruleFault(
        placeOf(map, 'id'),
        `two controls have the id '${id}': this, and that of line ${other.line}`,
      );
  }
  return {
    name,
    title: words(document, 'title'),
    version: wholeNumber(document, 'version'),
    description: textOf(document, 'description')?.trim() ?? null,
    source: sourceOf(document),
    controls,
    file: text.file,
  };
}

function controlsOf(document: MapNode): readonly MapNode[] {
  const found = required(maps(document, 'controls'), document, 'controls');
  if (found.length === 0) throw ruleFault(placeOf(document, 'controls'), 'the pack has no controls');
  return found;
}

function sourceOf(document: MapNode): Pack['source'] {
  const map = mapOf(document, 'source');
  if (!map) return null;
  onlyKeys(map, ['name', 'version', 'url'], "'source'");
  return {
    name: words(map, 'name'),
    version: textOf(map, 'version') ?? null,
    url: textOf(map, 'url') ?? null,
  };
}

function readControl(map: MapNode, pack: string): Control {
  onlyKeys(map, controlKeys, 'a control');
  const id = words(map, 'id');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id)) {
    throw ruleFault(
      placeOf(map, 'id'),
      `'${id}' is not an id`,
      'Use up to 64 letters, digits, dots, dashes and underscores.',
    );
  }
  const conditions = readConditions(map);
  if (conditions.length === 0)
    throw ruleFault(map, `the control '${id}' asks nothing`, `Give it one of ${conditionKinds.join(', ')}.`);
  return {
    pack,
    id,
    title: words(map, 'title'),
    rationale: words(map, 'rationale'),
    severity: required(choice(map, 'severity', levels), map, 'severity'),
    remediation: words(map, 'remediation'),
    references: texts(map, 'references'),
    evidence: evidenceOf(map),
    conditions,
    file: map.source.file,
    line: lineOf(map).line,
  };
}

function evidenceOf(control: MapNode): EvidenceNeeds {
  const map = mapOf(control, 'evidence');
  if (!map) return { events: 'management', sources: [], regions: [], span: 0 };
  onlyKeys(map, ['events', 'sources', 'regions', 'span'], "'evidence'");
  const events = choice(map, 'events', ['management', 'data']) ?? 'management';
  const sources = textsOf(map, 'sources') ?? [];
  for (const { text, place } of sources) {
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(text))
      throw ruleFault(place, `'${text}' is not an event source`, 'Write it as in records: s3.amazonaws.com.');
  }
  if (events === 'data' && sources.length === 0)
    throw ruleFault(map, "data events need 'sources'", 'Name those that must have events: s3.amazonaws.com.');
  const regions = texts(map, 'regions').filter((region) => region !== 'any');
  return { events, sources: sources.map(({ text }) => text), regions, span: duration(map, 'span') ?? 0 };
}
