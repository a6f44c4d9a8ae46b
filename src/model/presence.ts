/** What an archive holds of one account in one region in one hour. */
export interface Presence {
  /** `recipientAccountId`; empty where a record does not tell. */
  readonly account: string;
  /** `awsRegion`; empty where a record does not tell. */
  readonly region: string;
  /** Epoch milliseconds of the start of the hour (UTC) that the events' times are in. */
  readonly hour: number;
  readonly events: number;
  /** `eventCategory`: `Management`, `Data`, ...; absent where a record does not tell, or nobody asked. */
  readonly category?: string;
}

/** What an archive holds of one source of events. */
export interface SourcePresence {
  /** `eventSource`; empty where a record does not tell. */
  readonly source: string;
  readonly events: number;
  /** As in `Presence`. */
  readonly category?: string;
}

/** What an archive holds, matching or not; copies count. */
export interface Present {
  readonly places: readonly Presence[];
  readonly sources: readonly SourcePresence[];
}

/** A stretch of time of which events are probably missing. */
export interface Gap {
  readonly account: string;
  /** Null for the whole account. */
  readonly region: string | null;
  /** Epoch milliseconds: from the end of the last hour with events to the begin of the next. */
  readonly from: number;
  readonly until: number;
  /** Why it is taken for one, as a sentence without a full stop. */
  readonly grounds: string;
}
