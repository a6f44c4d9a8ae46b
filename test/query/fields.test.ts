import { describe, expect, it } from 'vitest';
import { resolveField, topLevelFields } from '../../src/query/fields.js';

const typed = (...names: string[]) => names.map((name) => ({ name, quoted: false }));

describe('resolveField', () => {
  it('finds every top-level name in lower case, as Athena shows it', () => {
    for (const name of topLevelFields) {
      expect(resolveField(typed(name.toLowerCase()))).toEqual({ path: [name] });
    }
  });

  it.each([
    {
      steps: typed('useridentity', 'sessioncontext', 'attributes', 'mfaauthenticated'),
      path: 'userIdentity.sessionContext.attributes.mfaAuthenticated',
    },
    { steps: typed('USERIDENTITY', 'ONBEHALFOF', 'USERID'), path: 'userIdentity.onBehalfOf.userId' },
    { steps: typed('tlsdetails', 'tlsversion'), path: 'tlsDetails.tlsVersion' },
    // Below a field whose contents are free, names stand as typed.
    { steps: typed('requestparameters', 'bucketname'), path: 'requestParameters.bucketname' },
    { steps: typed('eventName', 'eventname'), path: 'eventName.eventname' },
    // AWS may add names to its own structures.
    { steps: typed('userIdentity', 'brandNewThing'), path: 'userIdentity.brandNewThing' },
  ])('$path', ({ steps, path }) => expect(resolveField(steps)).toEqual({ path: path.split('.') }));

  it('takes a quoted name as it stands, and reads on below it', () => {
    expect(resolveField([{ name: 'eventname', quoted: true }])).toEqual({ path: ['eventname'] });
    expect(resolveField([{ name: 'userIdentity', quoted: true }, ...typed('ARN')])).toEqual({
      path: ['userIdentity', 'arn'],
    });
    expect(resolveField([{ name: 'useridentity', quoted: true }, ...typed('ARN')])).toEqual({
      path: ['useridentity', 'ARN'],
    });
  });

  it.each([
    { steps: typed('evntname'), unknownStep: 0, suggestion: 'eventName' },
    { steps: typed('resource', 'ARN'), unknownStep: 0, suggestion: 'resources' },
    { steps: typed('arn'), unknownStep: 0, suggestion: 'userIdentity.arn' },
    {
      steps: typed('creationdate'),
      unknownStep: 0,
      suggestion: 'userIdentity.sessionContext.attributes.creationDate',
    },
    { steps: typed('userIdentity', 'userNam'), unknownStep: 1, suggestion: 'userIdentity.userName' },
    { steps: typed('nothingLikeIt'), unknownStep: 0, suggestion: undefined },
    { steps: typed('constructor'), unknownStep: 0, suggestion: undefined },
    { steps: typed('__proto__'), unknownStep: 0, suggestion: undefined },
  ])('unknown: $steps', ({ steps, ...expected }) => expect(resolveField(steps)).toEqual(expected));
});
