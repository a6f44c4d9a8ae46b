/**
 * Who or what approved a change, as far as the configuration tells: a principal on the list of those allowed, or a window
 * of time in which changes are. The same rules as those of the packs: names as `--principal` takes them.
 */
import type { JsonObject } from '../../../model/json.js';
import { compile } from '../../../query/evaluate.js';
import { instantOf } from '../../../query/event-time.js';
import { principalIs } from '../../../query/flag-meanings.js';
import type { Config } from '../read-config.js';
import { isInside, type Window } from '../windows.js';

/** What approves the event of a record, in words; empty if nothing does. */
export type Approval = (record: JsonObject) => readonly string[];

/** Null if the configuration names neither principals nor windows: nothing can be said then. */
export function approvalBy(config: Config | undefined): Approval | null {
  if (!config || (config.principals.length === 0 && config.windows.length === 0)) return null;
  const principals = config.principals.map((name) => ({ name, holds: compile(principalIs(name)) }));
  return (record) => {
    const time = instantOf(record.eventTime);
    return [
      ...principals.filter(({ holds }) => holds(record)).map(({ name }) => `principal ${name}`),
      ...config.windows
        .filter((window) => !Number.isNaN(time) && isInside([window], time))
        .map((window) => `window ${windowText(window)}`),
    ];
  };
}

/** `mon, tue 09:00-17:00 Europe/Berlin`. */
function windowText({ days, from, to, zone }: Window): string {
  return `${days.join(', ')} ${clock(from)}-${clock(to)} ${zone}`;
}

function clock(minute: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}
