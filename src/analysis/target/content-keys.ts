/**
 * Keys of requests whose values are content or ceremony and never name a target. A key that is the noun of its own
 * call is not among them (`accountId` of CloseAccount).
 */
const keys: ReadonlySet<string> = new Set(
  // What a user writes into a resource.
  `tags tagset taglist tagkeys tagspecification tagspecifications tagspecificationset filter filters filterset
  description comment comments message reason note expressionattributevalues expressionattributenames
  keyconditionexpression filterexpression projectionexpression environment variables
  policydocument assumerolepolicydocument templatebody templateurl userdata parameters
  `
    // What the client adds to every call.
    .concat(`clienttoken clientrequesttoken idempotencytoken requestid nexttoken marker maxresults maxitems xid xmlns
  callerreference creatorrequestid locktoken changetoken ifmatch host scope
  `)
    // Where the call went, which every call of the account repeats.
    .concat('accountid registryid catalogid region awsregion')
    .trim()
    .split(/\s+/),
);

/** Whether a folded key holds content. */
export function isContentKey(folded: string): boolean {
  return keys.has(folded) || folded.startsWith('owner') || folded.startsWith('xamz');
}
