/** The text of a configuration as plain data. What is wrong with it is told with its place before anything is read. */
import { type Level, levels } from '../../model/detection.js';
import { UsageError } from '../../model/usage-error.js';
import type { Expr } from '../../query/ast.js';
import { parseWhere } from '../../query/where/index.js';
import { choice, choiceOf, duration, maps, onlyKeys, placeOf, words } from '../../rules/compliance/keys.js';
import { mapOf, textOf, textsOf } from '../../rules/sigma/keys.js';
import { lineOf, type Place, type RuleText, ruleFault } from '../../rules/sigma/text.js';
import { type MapNode, readYaml } from '../../rules/sigma/yaml.js';
import { parseZone } from '../time.js';
import { withoutSecrets } from './secrets.js';
import { days, type Window } from './windows.js';

/** A text with where it stands, for what is found out about it later. */
export interface Named {
  readonly text: string;
  readonly place: Place;
}

export interface Suppression {
  /** `root-and-mfa/root-used`, or `root-and-mfa/*`. */
  readonly control: Named;
  readonly where: Expr;
  readonly reason: string;
  /** The day, as it is written, and the moment after it (UTC), in epoch milliseconds. */
  readonly expires: string;
  readonly until: number;
  readonly line: number;
}

export interface Config {
  readonly file: string;
  readonly packs: readonly Named[] | null;
  /** Names as `--principal` takes them. */
  readonly principals: readonly string[];
  readonly windows: readonly Window[];
  readonly severities: readonly { readonly control: Named; readonly severity: Level }[];
  readonly failOn: Level | null;
  /** Milliseconds. */
  readonly requireCoverage: number | null;
  readonly suppressions: readonly Suppression[];
}

const keys = [
  ...['packs', 'principals', 'windows', 'severities'],
  ...['fail-on', 'require-coverage', 'suppressions'],
];

/** @throws UsageError naming file, line and column of the first mistake, without secrets that stand there. */
export function readConfig(text: RuleText): Config {
  try {
    return configIn(text);
  } catch (error) {
    throw error instanceof UsageError ? withoutSecrets(error, text.text) : error;
  }
}

function configIn(text: RuleText): Config {
  const [document, second] = readYaml(text, 'a configuration is a map of keys such as packs');
  if (document instanceof UsageError) throw document;
  if (second instanceof UsageError) throw second;
  if (second) throw ruleFault(second, 'a second document: a configuration is one');
  const map: MapNode = document ?? { kind: 'map', entries: [], source: text, at: 0 };
  onlyKeys(map, keys, 'the configuration');
  return {
    file: text.file,
    packs: textsOf(map, 'packs') ?? null,
    principals: principalsOf(map),
    windows: (maps(map, 'windows') ?? []).map(windowOf),
    severities: (mapOf(map, 'severities')?.entries ?? []).map(({ key, keyPlace, value }) => ({
      control: controlName(key, keyPlace),
      severity: choiceOf(value.kind === 'scalar' ? String(value.value) : '', 'severity', value, levels),
    })),
    failOn: choice(map, 'fail-on', levels) ?? null,
    requireCoverage: duration(map, 'require-coverage') ?? null,
    suppressions: (maps(map, 'suppressions') ?? []).map(suppressionOf),
  };
}

function principalsOf(config: MapNode): readonly string[] {
  const map = mapOf(config, 'principals');
  if (!map) return [];
  onlyKeys(map, ['allowed'], "'principals'");
  return (textsOf(map, 'allowed') ?? []).map(({ text, place }) => {
    if (text.trim() === '') throw ruleFault(place, 'an empty name allows nobody');
    if (text.startsWith('!'))
      throw ruleFault(place, 'a list of who is allowed cannot exclude', 'Name those that are allowed.');
    return text.trim();
  });
}

function windowOf(map: MapNode): Window {
  onlyKeys(map, ['days', 'from', 'to', 'tz'], 'a window');
  const named = textsOf(map, 'days') ?? days.map((text) => ({ text, place: map }));
  const from = minuteOf(map, 'from');
  const to = minuteOf(map, 'to');
  if (from === to)
    throw ruleFault(
      placeOf(map, 'to'),
      "the window ends when it begins: write from: '00:00', to: '24:00' for whole days",
    );
  return {
    days: named.map(({ text, place }) => choiceOf(text.toLowerCase(), 'day', place, days)),
    from,
    to,
    zone: zoneOf(map),
  };
}

function minuteOf(map: MapNode, key: string): number {
  const text = words(map, key);
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (!(Number(minutes) < 60 && minute <= 24 * 60))
    throw ruleFault(placeOf(map, key), `'${text}' is not a time of day`, "Write it as '09:00', in quotes.");
  return minute;
}

function zoneOf(map: MapNode): string {
  const text = textOf(map, 'tz');
  if (text === undefined) return 'UTC';
  try {
    return parseZone(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw ruleFault(placeOf(map, 'tz'), error.message, error.hint);
  }
}

function suppressionOf(map: MapNode): Suppression {
  onlyKeys(map, ['control', 'where', 'reason', 'expires'], 'a suppression');
  const control = controlName(words(map, 'control'), placeOf(map, 'control'));
  const expires = words(map, 'expires');
  const day = /^\d{4}-\d\d-\d\d$/.test(expires) ? Date.parse(`${expires}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(expires))
    throw ruleFault(placeOf(map, 'expires'), `'${expires}' is not a day`, 'Write it as 2026-12-31.');
  return {
    control,
    where: whereOf(map),
    reason: words(map, 'reason'),
    expires,
    until: day + 86_400_000,
    line: lineOf(map).line,
  };
}

function controlName(text: string, place: Place): Named {
  if (!/^[^/\s]+\/[^/\s]+$/.test(text))
    throw ruleFault(place, `'${text}' names no control`, 'Write pack/control, or pack/* for all of a pack.');
  return { text, place };
}

/** A mistake is pointed at where the condition stands in the file as it is. */
function whereOf(map: MapNode): Expr {
  const text = words(map, 'where');
  const place = placeOf(map, 'where');
  try {
    return parseWhere(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { source, at } = place;
    const start = [at, at + 1].find((begin) => source.text.startsWith(text, begin));
    const found = start === undefined ? place : { source, at: start + (error.at?.column ?? 0) };
    throw ruleFault(found, `in 'where': ${error.message}`, error.hint);
  }
}
