/**
 * The formats that are read. A new one is a file in this folder, a line here, and a folder of its name in
 * `fixtures/formats` with an input and the records it must give; the tests find it there.
 */
import { aggregated } from './aggregated.js';
import { cloudwatchEvents } from './cloudwatch-events.js';
import { cloudwatchLines } from './cloudwatch-lines.js';
import { cloudwatchSubscription } from './cloudwatch-subscription.js';
import { elastic } from './elastic.js';
import { eventHistory } from './event-history.js';
import { eventbridge } from './eventbridge.js';
import type { CsvFormat, Item, JsonFormat, Reading } from './format.js';
import { insight } from './insight.js';
import { lake } from './lake.js';
import { logMessage } from './log-message.js';
import { logsInsights, logsInsightsCsv } from './logs-insights.js';
import { logstash } from './logstash.js';
import { lookupEvents } from './lookup-events.js';
import { networkActivity } from './network-activity.js';
import { splunk, splunkCsv } from './splunk.js';
import { trail } from './trail.js';
import { answer, digest, lakeSignature, manifest, notice, publicKeys } from './without-records.js';

/** The first that reads an item has it, so the more particular come first. */
export const jsonFormats: readonly JsonFormat[] = [
  notice,
  answer,
  aggregated,
  insight,
  networkActivity,
  logstash,
  trail,
  lookupEvents,
  eventbridge,
  cloudwatchSubscription,
  cloudwatchEvents,
  elastic,
  splunk,
  logsInsights,
  logMessage,
  digest,
  manifest,
  publicKeys,
  lakeSignature,
];

export const csvFormats: readonly CsvFormat[] = [eventHistory, lake, logsInsightsCsv, splunkCsv];

export const listKeys: ReadonlySet<string> = new Set(jsonFormats.flatMap(({ lists = [] }) => lists));
export const itemKeys: ReadonlySet<string> = new Set(jsonFormats.flatMap(({ keys }) => keys));

/** The name of the format whose items stand under this key. */
export function formatOfList(key: string): string {
  return (key === 'Records' ? trail : jsonFormats.find(({ lists }) => lists?.includes(key)))?.name ?? key;
}

/** Reads an item by the first format that knows it. */
export function readItem(
  item: Item,
  list?: string,
): { readonly format: JsonFormat; readonly reading: Reading } | undefined {
  for (const format of jsonFormats) {
    const reading = format.read(item, list);
    if (reading) return { format, reading };
  }
  return undefined;
}

/** In words, by name. */
export function titleOf(name: string): string {
  return (
    [...jsonFormats, ...csvFormats, cloudwatchLines].find((format) => format.name === name)?.title ?? name
  );
}
