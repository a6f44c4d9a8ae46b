/**
 * Who made a call, and who was behind it. `principalOf` reads the identity a record states; `actorOf` follows its
 * credentials back to whoever obtained them, through the issuing events that `gatherIssuers` finds.
 */
export { actorOf, openCredentials } from './actor.js';
export { type Credential, credentialOf } from './credential.js';
export { type Issue, issueOf } from './issue.js';
export { buildIssuers, type Issuers } from './issuers.js';
export { principalOf } from './principal.js';
export { gatherIssuers, type IssuersQuery, issuersQuery, issuingEvents } from './search.js';
export {
  type ActionCount,
  type Activity,
  activityOf,
  type CredentialUse,
  createdKeys,
  creationsOf,
  credentialKey,
  credentialTree,
  issuedBy,
  issuesAnything,
  usesOf,
} from './sessions.js';
export { callerNotInArchive, loops, notInArchive, tooLong } from './statements.js';
