/**
 * What a call does to the thing it names, by the first word of its event name. The words are those of the public
 * API models; a word that is not here has the effect `unknown`, which is never claimed as a direct hit.
 */

export type Effect =
  /** The thing is gone afterwards. */
  | 'delete'
  /** Something of it went, or it was switched off; the thing stays. */
  | 'remove'
  | 'create'
  /** Created or overwritten: the call does not say which. */
  | 'upsert'
  | 'modify'
  | 'tag'
  /** Its powers or contents were used: a key to decrypt, a role to act as, a function to run. */
  | 'use'
  | 'read'
  | 'unknown';

const table: Readonly<Partial<Record<Effect, string>>> = {
  delete: `Delete Deregister Terminate Release Deprovision Unsubscribe Expire Forget Unregister Dispose Undeploy
    Retire Discard Drop Destroy`,

  remove: `Disassociate Stop Cancel Disable Remove Reset Reject Detach Revoke Deactivate Rollback Disconnect Deprecate
    Pause Abort Suspend Dissociate Decline Close Flush Redact Archive Unassign Unlink Unshare Withdraw Clear Purge
    Evict Shutdown Drain Unpublish Unauthorize Wipe Deauthorize Invalidate Leave Ungroup Unlabel Unmonitor Unpeer Logout Deny Disallow Dismiss
    Backtrack Return`,

  create: `Create Register Import Restore Copy Generate Purchase Submit Upload Allocate Request Initiate Run Provision
    Subscribe Define Launch Issue Clone Build Open Reserve Reimport Compose Instantiate Replicate Duplicate`,

  upsert: 'Put CreateOrUpdate Upsert',

  modify: `Update Start Associate Modify Enable Send Add Set Accept Attach Execute Reboot Publish Resume Complete Apply
    Activate Confirm Authorize Replace Post Failover Notify Merge Upgrade Retry Change Configure Respond Switchover
    Rotate Promote Invite Write Transfer Move Assign Initialize Reinitialize Restart Resend Refresh Renew Connect
    Report Approve Acknowledge Decrease Increase Record Continue Claim Unarchive Join Grant Extend Undeprecate Ingest
    Split Populate Signal Index Override Monitor Schedule Reload Reorder Reverse Advertise Lock Unlock Rebuild
    Distribute Deploy Commit Rename Sync Synchronize Enter Exit Redeem Unsuspend Regenerate Skip Link Deliver Install
    Share Bundle Rebalance Swap Allow Resync Insert Peer Finalize Shrink Resize Convert Group Push Label Redrive
    Migrate Setup Tune Reinvite Rotation Edit Append Patch Mutate Alter Enroll Transition Reschedule Include Exclude Inject Interrupt Bind Unbind Exchange Repair Recover Sign Opt`,

  use: `Assume Invoke Decrypt Encrypt Verify Converse Poll Receive Login Checkout ReEncrypt Derive Encapsulate
    Decapsulate`,

  read: `List Get Describe Search Query Lookup Head Scan Select Check Test Validate Detect Preview Simulate Export
    Retrieve Count Is Evaluate Discover Resolve Calculate Estimate View Read Filter Download Decode Classify Contains
    Compare Recognize Predict Analyze Infer Suggest Autocomplete Geocode Translate Render Probe Forecast Browse Has
    Introspect Synthesize Rerank Rescore Fetch Show Ping Match`,
};

const effects: ReadonlyMap<string, Effect> = new Map(
  Object.entries(table).flatMap(([effect, verbs]) =>
    verbs
      .trim()
      .split(/\s+/)
      .map((verb) => [verb.toLowerCase(), effect as Effect] as const),
  ),
);

/** The effect of a verb in any case; `unknown` if it is not in the table. */
export function effectOf(verb: string): Effect {
  return effects.get(verb.toLowerCase()) ?? 'unknown';
}
