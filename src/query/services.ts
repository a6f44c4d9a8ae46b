/**
 * Names of services as people say them, against the first label of `eventSource`. Mostly they are the same; these
 * are the ones that are not. A name that is a label itself always means that label too.
 */

/**
 * Lower-case name to labels of event sources. Service Authorization Reference (the prefixes of IAM actions) against
 * the event sources that services name in their own CloudTrail pages; product names as in the AWS console.
 */
const labels: ReadonlyMap<string, readonly string[]> = new Map([
  // Product names.
  ['cloudwatch', ['monitoring']],
  ['cloudwatchlogs', ['logs']],
  ['cloudwatch-logs', ['logs']],
  ['eventbridge', ['events']],
  ['stepfunctions', ['states']],
  ['step-functions', ['states']],
  ['opensearch', ['es', 'opensearchservice', 'aoss']],
  ['elasticsearch', ['es', 'opensearchservice']],
  ['efs', ['elasticfilesystem']],
  ['emr', ['elasticmapreduce']],
  ['elb', ['elasticloadbalancing']],
  ['alb', ['elasticloadbalancing']],
  ['nlb', ['elasticloadbalancing']],
  ['msk', ['kafka']],
  ['keyspaces', ['cassandra']],
  ['prometheus', ['aps']],
  ['location', ['geo']],
  ['identity-center', ['sso', 'sso-directory', 'identitystore', 'sso-oauth']],
  ['sso', ['sso-directory', 'identitystore', 'sso-oauth']],
  ['console', ['signin']],
  ['documentdb', ['rds']],
  ['neptune', ['rds']],
  // Prefixes of IAM actions.
  ['tag', ['tagging']],
  ['mq', ['amazonmq']],
  ['mobiletargeting', ['pinpoint']],
  ['rds-data', ['rdsdata']],
  ['applicationinsights', ['application-insights']],
  ['mgh', ['migrationhub']],
  ['wisdom', ['qconnect']],
  ['pricing', ['pricelist']],
  ['es', ['opensearchservice']],
  ['cloudformation', ['cloudcontrolapi']],
  ['servicecatalog', ['servicecatalog-appregistry']],
  ['connect', ['participant-connect', 'contact-lens']],
  ['chime', ['chime-sdk-voice', 'chime-sdk-media-pipelines']],
  ['transcribe', ['transcribestreaming']],
  ['billing', ['billingconsole']],
  ['tax', ['taxconsole']],
  [
    'aws-marketplace',
    ['agreement-marketplace', 'discovery-marketplace', 'reporting-marketplace', 'marketplacecatalog'],
  ],
  ['aws-marketplace-management', ['management-marketplace']],
]);

/** The other labels that names like this mean: of one name, or of all that a glob finds. */
export function otherLabels(isMeant: (name: string) => boolean): readonly string[] {
  return [...labels].filter(([name]) => isMeant(name)).flatMap(([, found]) => found);
}
