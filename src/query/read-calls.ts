/**
 * Calls that only read, told by their names: for old records, which do not say `readOnly` themselves. In doubt a
 * call counts as a write, so that asking for writes never loses one.
 */
import type { Expr } from './ast.js';
import { parseGlob } from './glob.js';

const eventName = ['eventName'];

/** First words of AWS's reading operations. */
const readingVerbs = [
  ...['Get*', 'List*', 'Describe*', 'BatchGet*', 'BatchDescribe*', 'Search*', 'Query*', 'Lookup*', 'Head*'],
  ...['Scan*', 'Select*', 'Check*', 'Test*', 'Validate*', 'Detect*', 'Preview*', 'Simulate*', 'Export*'],
  ...['Retrieve*', 'Count*', 'Estimate*', 'Filter*', 'Discover*', 'View*', 'Download*', 'Poll*'],
];

/**
 * Calls that use a thing without changing it, and that CloudTrail records as read-only where it records the field
 * (AWS KMS, AWS STS and Amazon Bedrock: their CloudTrail pages). Running a function or a command is not among them.
 */
const readOnlyUses = [
  ...['Decrypt', 'Encrypt', 'GenerateDataKey*', 'GenerateMac', 'GenerateRandom', 'Sign', 'Verify'],
  ...['VerifyMac', 'AssumeRole*', 'InvokeModel*', 'Converse*'],
];

/** Calls that read by their names, and that CloudTrail records as writes: they make credentials or sign in. */
const recordedAsWrites = ['GetSessionToken', 'GetFederationToken', 'GetSigninToken', 'CheckMfa'];

/** Whether the name of the call says that it only reads. */
export const readByName: Expr = {
  kind: 'all',
  terms: [
    {
      kind: 'any',
      terms: [...readingVerbs, ...readOnlyUses].map((verb) => ({
        kind: 'glob',
        path: eventName,
        glob: parseGlob(verb),
        foldCase: true,
      })),
    },
    { kind: 'not', term: { kind: 'oneOf', path: eventName, values: recordedAsWrites, foldCase: true } },
  ],
};
