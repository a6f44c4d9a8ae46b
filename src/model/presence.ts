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
