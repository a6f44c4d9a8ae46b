/**
 * Whether the configuration approves a change: by a principal of those allowed, inside a window of time in which changes
 * are. Where it names both, both have to hold, as in the pack `change-control`; names are as `--principal` takes them.
 */
import type { JsonObject } from '../../../model/json.js';
import { compile } from '../../../query/evaluate.js';
import { instantOf } from '../../../query/event-time.js';
import { principalIs } from '../../../query/flag-meanings.js';
import type { Config } from '../read-config.js';
import { isInside, type Window } from '../windows.js';

/** A change is approved if nothing that the configuration asks for is unmet. */
export interface Approval {
  /** What of the configuration it fulfils: `principal role/Deploy`, `window mon 09:00-17:00 UTC`. */
  readonly met: readonly string[];
  /** What the configuration asks for besides. */
  readonly unmet: readonly Unmet[];
}

export type Unmet = 'by a principal that is not allowed' | 'outside of the windows';

export type ApprovalOf = (record: JsonObject) => Approval;

export function isApproved({ unmet }: Approval): boolean {
  return unmet.length === 0;
}

/** Null if the configuration names neither principals nor windows: nothing can be said then. */
export function approvalBy(config: Config | undefined): ApprovalOf | null {
  if (!config || (config.principals.length === 0 && config.windows.length === 0)) return null;
  const principals = config.principals.map((name) => ({ name, holds: compile(principalIs(name)) }));
  return (record) => {
    const time = instantOf(record.eventTime);
    const by = principals.filter(({ holds }) => holds(record)).map(({ name }) => `principal ${name}`);
    const at = config.windows
      .filter((window) => !Number.isNaN(time) && isInside([window], time))
      .map((window) => `window ${windowText(window)}`);
    const unmet: Unmet[] = [];
    if (principals.length > 0 && by.length === 0) unmet.push('by a principal that is not allowed');
    if (config.windows.length > 0 && at.length === 0) unmet.push('outside of the windows');
    return { met: [...by, ...at], unmet };
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
