/** Instances and images, networks, functions, containers, scaling and load balancing. */
import { account, type Case, refused, region } from './case.js';

const instance = 'i-0123456789abcdef0';
const other = 'i-0fedcba9876543210';
const group = 'sg-00aa11bb22cc33dd4';
const balancer = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/shopfront/50dc6c495c0c9188`;
const targets = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/shop-blue/73e2d6bc24d8a067`;
const lambdaArn = `arn:aws:lambda:${region}:${account}:function:thumbnailer`;

export const compute: readonly Case[] = [
  {
    call: 'ec2 TerminateInstances',
    request: { instancesSet: { items: [{ instanceId: instance }, { instanceId: other }] } },
    response: {
      instancesSet: { items: [{ instanceId: other, currentState: { code: 32, name: 'shutting-down' } }] },
    },
    ask: [
      `deleted ${instance} -> direct`,
      `deleted ${other} -> direct`,
      `deleted instance/${other} -> direct`,
      'deleted shutting-down -> none',
      `created ${instance} -> none`,
    ],
  },
  {
    call: 'ec2 TerminateInstances',
    request: { instancesSet: { items: [{ instanceId: instance }] } },
    error: 'Client.OperationNotPermitted',
    message: `The instance '${instance}' may not be terminated. Modify its 'disableApiTermination' instance attribute.`,
    ask: [`deleted ${instance} -> direct failure`],
  },
  {
    call: 'ec2 TerminateInstances',
    request: { instancesSet: { items: [{ instanceId: instance }] } },
    error: 'Client.DryRunOperation',
    ask: [`deleted ${instance} -> direct dry-run`],
  },
  {
    call: 'ec2 TerminateInstances',
    request: { instancesSet: { items: [{ instanceId: instance }] } },
    error: 'Client.UnauthorizedOperation',
    ask: [`deleted ${instance} -> direct denied`],
  },
  {
    call: 'ec2 RunInstances',
    request: {
      instancesSet: {
        items: [{ imageId: 'ami-0aaaabbbbccccdddd', minCount: 1, maxCount: 2, keyName: 'ops-key' }],
      },
      groupSet: { items: [{ groupId: group }] },
      instanceType: 'm5.large',
      subnetId: 'subnet-0a0a0a0a0a0a0a0a0',
      iamInstanceProfile: { name: 'web-profile' },
      tagSpecificationSet: {
        items: [{ resourceType: 'instance', tags: [{ key: 'Name', value: 'shop-1' }] }],
      },
    },
    response: {
      instancesSet: {
        items: [
          {
            instanceId: instance,
            imageId: 'ami-0aaaabbbbccccdddd',
            instanceState: { code: 0, name: 'pending' },
            networkInterfaceSet: { items: [{ networkInterfaceId: 'eni-01234567890abcdef' }] },
          },
        ],
      },
    },
    ask: [
      `created ${instance} -> direct`,
      'created ami-0aaaabbbbccccdddd -> related',
      'created subnet-0a0a0a0a0a0a0a0a0 -> related',
      'created web-profile -> related',
      'created pending -> none',
      'created m5.large -> none',
      'created shop-1 -> none',
      'changed subnet-0a0a0a0a0a0a0a0a0 -> related',
      `changed ${group} -> related`,
      `changed ${instance} -> related`,
      `deleted ${instance} -> none`,
    ],
  },
  {
    call: 'ec2 RunInstances',
    request: {
      instancesSet: { items: [{ imageId: 'ami-0aaaabbbbccccdddd' }] },
      subnetId: 'subnet-0a0a0a0a0a0a0a0a0',
    },
    error: 'Client.VcpuLimitExceeded',
    ask: ['changed subnet-0a0a0a0a0a0a0a0a0 -> related failure'],
  },
  {
    call: 'ec2 RebootInstances',
    request: { instancesSet: { items: [{ instanceId: instance }] } },
    ask: [`changed ${instance} -> direct`, `deleted ${instance} -> none`, `created ${instance} -> none`],
  },
  {
    call: 'ec2 DescribeInstances',
    request: {
      instancesSet: { items: [{ instanceId: instance }] },
      filterSet: { items: [{ name: 'vpc-id' }] },
    },
    ask: [`accessed ${instance} -> direct`, `changed ${instance} -> none`, 'accessed vpc-id -> none'],
  },
  {
    call: 'ec2 ModifyInstanceAttribute',
    request: { instanceId: instance, groupSet: { items: [{ groupId: group }] } },
    ask: [`changed ${instance} -> direct`, `changed ${group} -> related`],
  },
  {
    call: 'ec2 AssociateIamInstanceProfile',
    request: {
      AssociateIamInstanceProfileRequest: {
        InstanceId: instance,
        IamInstanceProfile: { Name: 'web-profile' },
      },
    },
    ask: ['changed web-profile -> direct', `changed ${instance} -> direct`, `deleted ${instance} -> none`],
  },
  {
    call: 'ec2 DetachVolume',
    request: { volumeId: 'vol-0a1b2c3d4e5f60718', instanceId: instance, force: false },
    ask: [
      'deleted vol-0a1b2c3d4e5f60718 -> related',
      'changed vol-0a1b2c3d4e5f60718 -> direct',
      `changed ${instance} -> direct`,
    ],
  },
  {
    call: 'ec2 AssociateRouteTable',
    request: { routeTableId: 'rtb-0aaaa1111bbbb2222', subnetId: 'subnet-0a0a0a0a0a0a0a0a0' },
    ask: ['changed rtb-0aaaa1111bbbb2222 -> direct', 'changed subnet-0a0a0a0a0a0a0a0a0 -> direct'],
  },
  {
    call: 'ec2 DeregisterImage',
    request: { imageId: 'ami-0aaaabbbbccccdddd' },
    ask: ['deleted ami-0aaaabbbbccccdddd -> direct', 'deleted image/ami-0aaaabbbbccccdddd -> direct'],
  },
  {
    call: 'ec2 CreateImage',
    request: { instanceId: instance, name: 'golden', noReboot: true },
    response: { imageId: 'ami-0aaaabbbbccccdddd' },
    ask: [
      'created ami-0aaaabbbbccccdddd -> direct',
      'created golden -> direct',
      `created ${instance} -> related`,
      `accessed ${instance} -> direct`,
    ],
  },
  {
    call: 'ec2 DeleteSecurityGroup',
    request: { groupName: 'legacy-web' },
    ask: [
      'deleted legacy-web -> direct',
      'deleted security-group/legacy-web -> direct',
      'deleted group/legacy-web -> direct',
      'deleted placement-group/legacy-web -> none',
      'deleted user/legacy-web -> none',
    ],
  },
  {
    call: 'ec2 AuthorizeSecurityGroupIngress',
    request: {
      groupId: group,
      ipPermissions: {
        items: [{ ipProtocol: 'tcp', groups: { items: [{ groupId: 'sg-0ffffffffffffffff' }] } }],
      },
    },
    ask: [
      `changed ${group} -> direct`,
      'changed sg-0ffffffffffffffff -> related',
      `deleted ${group} -> none`,
      `changed arn:aws:ec2:${region}:${account}:security-group/${group} -> direct`,
    ],
  },
  {
    call: 'ec2 DeleteKeyPair',
    request: { keyName: 'ops-key' },
    ask: ['deleted ops-key -> direct', 'deleted key-pair/ops-key -> direct', 'deleted key/ops-key -> direct'],
  },
  {
    call: 'ec2 DeletePlacementGroup',
    request: { groupName: 'hpc' },
    ask: ['deleted hpc -> direct', `deleted arn:aws:ec2:${region}:${account}:security-group/hpc -> none`],
  },
  {
    call: 'ec2 DeleteVpcEndpoints',
    request: { DeleteVpcEndpointsRequest: { VpcEndpointId: { content: 'vpce-0123456789abcdef0', tag: 1 } } },
    response: { DeleteVpcEndpointsResponse: { xmlns: 'http://ec2', unsuccessful: '', requestId: 'q' } },
    ask: ['deleted vpce-0123456789abcdef0 -> direct'],
  },
  {
    call: 'ec2 DeleteVpcEndpoints',
    request: {
      DeleteVpcEndpointsRequest: {
        VpcEndpointId: [
          { content: 'vpce-0123456789abcdef0', tag: 1 },
          { content: 'vpce-00000000000000002', tag: 2 },
        ],
      },
    },
    response: {
      DeleteVpcEndpointsResponse: {
        unsuccessful: {
          item: [{ resourceId: 'vpce-00000000000000002', error: { code: 'InvalidVpcEndpointId.NotFound' } }],
        },
      },
    },
    ask: ['deleted vpce-0123456789abcdef0 -> direct', 'deleted vpce-00000000000000002 -> direct failure'],
  },
  {
    call: 'ec2 CreateNatGateway',
    request: {
      CreateNatGatewayRequest: {
        AllocationId: 'eipalloc-0123456789abcdef0',
        SubnetId: 'subnet-0a0a0a0a0a0a0a0a0',
      },
    },
    response: {
      CreateNatGatewayResponse: {
        natGateway: { natGatewayId: 'nat-0123456789abcdef0', subnetId: 'subnet-0a0a0a0a0a0a0a0a0' },
      },
    },
    ask: ['created nat-0123456789abcdef0 -> direct', 'created eipalloc-0123456789abcdef0 -> related'],
  },
  {
    call: 'ec2 DeleteTransitGatewayRoute',
    request: {
      DeleteTransitGatewayRouteRequest: {
        TransitGatewayRouteTableId: 'tgw-rtb-0123456789abcdef0',
        DestinationCidrBlock: '10.0.0.0/8',
      },
    },
    ask: ['deleted tgw-rtb-0123456789abcdef0 -> related', 'changed tgw-rtb-0123456789abcdef0 -> direct'],
  },
  {
    call: 'ec2 DeleteNetworkAclEntry',
    request: { networkAclId: 'acl-0123456789abcdef0', ruleNumber: 100, egress: false },
    ask: ['deleted acl-0123456789abcdef0 -> related', 'changed acl-0123456789abcdef0 -> direct'],
  },
  {
    call: 'ec2 ReleaseAddress',
    request: { allocationId: 'eipalloc-0123456789abcdef0' },
    ask: [
      'deleted eipalloc-0123456789abcdef0 -> direct',
      `deleted arn:aws:ec2:${region}:${account}:elastic-ip/eipalloc-0123456789abcdef0 -> direct`,
    ],
  },
  {
    call: 'ec2 DeleteVpcEndpointServiceConfigurations',
    request: {
      DeleteVpcEndpointServiceConfigurationsRequest: {
        ServiceId: { content: 'vpce-svc-0123456789abcdef0', tag: 1 },
      },
    },
    ask: ['deleted vpce-svc-0123456789abcdef0 -> direct'],
  },
  {
    call: 'ec2 DeleteTags',
    request: { resourcesSet: { items: [{ resourceId: instance }] }, tagSet: { items: [{ key: 'Name' }] } },
    ask: [`deleted ${instance} -> none`, `changed ${instance} -> direct`],
  },
  {
    call: 'ec2 SharedSnapshotVolumeCreated',
    fields: {
      eventType: 'AwsServiceEvent',
      serviceEventDetails: { snapshotId: 'snap-0123456789abcdef0', requesterID: '444455556666' },
      readOnly: false,
    },
    ask: ['changed snap-0123456789abcdef0 -> related', 'deleted snap-0123456789abcdef0 -> none'],
  },
  {
    call: 'ec2-instance-connect SendSSHPublicKey',
    request: { instanceId: instance, instanceOSUser: 'ubuntu', sSHPublicKey: 'ssh-rsa AAAAB3' },
    ask: [
      `accessed ${instance} -> direct`,
      `changed ${instance} -> none`,
      `accessed ec2:${instance} -> direct`,
    ],
  },
  // What the agent on a server reports of it every few minutes neither makes nor changes the server.
  {
    call: 'ssm PutInventory',
    request: { instanceId: instance, items: [{ typeName: 'AWS:Network' }] },
    resources: [
      { accountId: account, ARN: `arn:aws:ec2:${region}:${account}:instance/${instance}` },
      {
        accountId: account,
        ARN: `arn:aws:ssm:${region}:${account}:managed-instance-inventory/${instance}`,
      },
    ],
    ask: [`created ${instance} -> related`, `changed ${instance} -> related`],
  },
  {
    call: 'ssm UpdateInstanceInformation',
    request: { instanceId: instance, agentVersion: '3.1' },
    ask: [`created ${instance} -> none`, `changed ${instance} -> related`],
  },
  {
    call: 'ssm UpdateInstanceAssociationStatus',
    request: { instanceId: instance, associationId: '11112222-3333-4444-5555-666677778888' },
    resources: [
      {
        accountId: account,
        ARN: `arn:aws:ssm:${region}:${account}:association/11112222-3333-4444-5555-666677778888`,
      },
      { accountId: account, ARN: `arn:aws:ec2:${region}:${account}:instance/${instance}` },
    ],
    ask: [`changed ${instance} -> related`],
  },
  {
    call: 'ssm PutComplianceItems',
    request: { resourceId: instance, resourceType: 'ManagedInstance' },
    ask: [`created ${instance} -> related`, `changed ${instance} -> related`],
  },
  {
    call: 'ssm SendCommand',
    request: {
      documentName: 'AWS-RunShellScript',
      instanceIds: [instance],
      parameters: { commands: ['id'] },
    },
    response: {
      command: { commandId: 'c0ffee00-0000-4000-8000-000000000000', documentName: 'AWS-RunShellScript' },
    },
    ask: [
      `accessed ${instance} -> direct`,
      `accessed arn:aws:ec2:${region}:${account}:instance/${instance} -> direct`,
      'created c0ffee00-0000-4000-8000-000000000000 -> direct',
    ],
  },
  {
    call: 'autoscaling DeleteAutoScalingGroup',
    request: { autoScalingGroupName: 'shop-asg', forceDelete: true },
    ask: [
      'deleted shop-asg -> direct',
      `deleted arn:aws:autoscaling:${region}:${account}:autoScalingGroup:0a0b:autoScalingGroupName/shop-asg -> direct`,
    ],
  },
  {
    call: 'autoscaling TerminateInstanceInAutoScalingGroup',
    request: { instanceId: instance, shouldDecrementDesiredCapacity: true },
    ask: [
      `deleted ${instance} -> direct`,
      `deleted arn:aws:ec2:${region}:${account}:instance/${instance} -> direct`,
      `deleted ec2:${instance} -> direct`,
    ],
  },
  {
    call: 'autoscaling CreateOrUpdateTags',
    request: {
      tags: [{ resourceId: 'shop-asg', resourceType: 'auto-scaling-group', key: 'stage', value: 'prod' }],
    },
    ask: ['changed shop-asg -> direct', 'changed prod -> none', 'created shop-asg -> none'],
  },
  {
    call: 'autoscaling DeregisterScalableTarget',
    request: {
      serviceNamespace: 'ecs',
      resourceId: 'service/prod/checkout',
      scalableDimension: 'ecs:service:DesiredCount',
    },
    ask: ['deleted service/prod/checkout -> related', 'deleted checkout -> related', 'deleted prod -> none'],
  },
  {
    call: 'elasticloadbalancing DeleteLoadBalancer',
    request: { loadBalancerArn: balancer },
    ask: [
      'deleted shopfront -> direct',
      `deleted ${balancer} -> direct`,
      'deleted elb:shopfront -> direct',
      'deleted app/shopfront/50dc6c495c0c9188 -> direct',
      'deleted loadbalancer/app/shopfront/50dc6c495c0c9188 -> direct',
      'deleted shop -> none',
    ],
  },
  {
    call: 'elasticloadbalancing DeregisterTargets',
    request: { targetGroupArn: targets, targets: [{ id: instance, port: 80 }] },
    ask: [`deleted ${instance} -> related`, 'deleted shop-blue -> related', `created ${instance} -> none`],
  },
  {
    call: 'elasticloadbalancing RegisterTargets',
    request: { targetGroupArn: targets, targets: [{ id: instance }] },
    ask: [`created ${instance} -> none`, `changed ${instance} -> related`],
  },
  {
    call: 'elasticloadbalancing RegisterInstancesWithLoadBalancer',
    request: { loadBalancerName: 'classic', instances: [{ instanceId: instance }] },
    ask: [`created ${instance} -> none`, 'changed classic -> direct', `changed ${instance} -> direct`],
  },
  {
    call: 'elasticloadbalancing DeleteListener',
    request: { listenerArn: `${balancer.replace('loadbalancer/', 'listener/')}/f2f7dc8efc522ab2` },
    ask: [
      'deleted f2f7dc8efc522ab2 -> direct',
      'deleted shopfront -> related',
      'deleted 50dc6c495c0c9188 -> none',
    ],
  },
  {
    call: 'lambda DeleteFunction20150331',
    request: { functionName: 'thumbnailer' },
    ask: [
      'deleted thumbnailer -> direct',
      'deleted function:thumbnailer -> direct',
      'deleted function/thumbnailer -> direct',
      'deleted lambda:thumbnailer -> direct',
      `deleted ${lambdaArn} -> direct`,
      `deleted ${account}:function:thumbnailer -> direct`,
      `deleted ${region}:${account}:function:thumbnailer -> direct`,
      'deleted 444455556666:function:thumbnailer -> none',
      `deleted ${lambdaArn.replace(region, 'us-east-2')} -> none`,
      `deleted ${lambdaArn}s -> none`,
      'deleted Thumbnailer -> none',
    ],
  },
  {
    call: 'lambda DeleteFunctionUrlConfig',
    request: { functionName: `${account}:function:thumbnailer:live` },
    ask: [
      'deleted thumbnailer -> related',
      'changed thumbnailer -> direct',
      `changed ${lambdaArn} -> direct`,
    ],
  },
  {
    call: 'lambda AddPermission20150331v2',
    request: {
      functionName: lambdaArn,
      statementId: 'open',
      principal: '*',
      action: 'lambda:InvokeFunction',
    },
    ask: ['changed thumbnailer -> direct', 'created thumbnailer -> none', 'changed open -> related'],
  },
  {
    call: 'lambda Invoke',
    request: { functionName: lambdaArn },
    resources: [{ accountId: account, type: 'AWS::Lambda::Function', ARN: lambdaArn }],
    ask: ['accessed thumbnailer -> direct', 'changed thumbnailer -> none'],
  },
  {
    call: 'lambda CreateEventSourceMapping20150331',
    request: { functionName: 'thumbnailer', eventSourceArn: `arn:aws:sqs:${region}:${account}:jobs` },
    response: { uUID: '9a9b9c9d-0000-4000-8000-00000000beef', functionArn: lambdaArn },
    ask: [
      'created 9a9b9c9d-0000-4000-8000-00000000beef -> direct',
      'created thumbnailer -> related',
      'created jobs -> related',
    ],
  },
  {
    call: 'lambda DeleteFunction20150331',
    error: 'AccessDenied',
    message: refused('lambda:DeleteFunction', lambdaArn),
    ask: ['deleted thumbnailer -> direct denied', 'deleted mallory -> none'],
  },
  {
    call: 'ecs DeleteCluster',
    request: { cluster: `arn:aws:ecs:${region}:${account}:cluster/prod` },
    ask: ['deleted prod -> direct', 'deleted cluster/prod -> direct', 'deleted eks:prod -> none'],
  },
  {
    call: 'ecs DeleteService',
    request: { cluster: 'prod', service: `arn:aws:ecs:${region}:${account}:service/prod/checkout` },
    ask: [
      'deleted checkout -> direct',
      'deleted service/prod/checkout -> direct',
      'deleted prod -> related',
      'deleted cluster/prod -> related',
    ],
  },
  {
    call: 'ecs StopTask',
    request: {
      cluster: 'prod',
      task: `arn:aws:ecs:${region}:${account}:task/prod/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a`,
      reason: 'checkout',
    },
    ask: [
      'deleted 0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a -> related',
      'changed prod -> related',
      'changed checkout -> none',
    ],
  },
  {
    call: 'ecs RegisterTaskDefinition',
    request: {
      family: 'checkout',
      taskRoleArn: `arn:aws:iam::${account}:role/task`,
      containerDefinitions: [{ name: 'app', image: 'team/app:9' }],
    },
    response: {
      taskDefinition: {
        taskDefinitionArn: `arn:aws:ecs:${region}:${account}:task-definition/checkout:12`,
        family: 'checkout',
        revision: 12,
      },
    },
    ask: ['created checkout:12 -> direct', 'created role/task -> related'],
  },
  {
    call: 'ecr BatchDeleteImage',
    request: { repositoryName: 'team/app', imageIds: [{ imageTag: 'v9' }, { imageDigest: 'sha256:0d0d' }] },
    response: {
      failures: [{ imageId: { imageDigest: 'sha256:0d0d' }, failureCode: 'ImageNotFound' }],
      imageIds: [{ imageTag: 'v9' }],
    },
    ask: [
      'deleted v9 -> direct',
      'deleted sha256:0d0d -> direct failure',
      'deleted team/app -> related',
      'deleted ecr:team/app -> related',
      'deleted app -> none',
    ],
  },
  {
    call: 'ecr DeleteRepository',
    request: { repositoryName: 'team/app', force: true },
    resources: [{ accountId: account, ARN: `arn:aws:ecr:${region}:${account}:repository/team/app` }],
    ask: ['deleted team/app -> direct', 'deleted repository/team/app -> direct', 'deleted app -> none'],
  },
  {
    call: 'eks DeleteCluster',
    request: { name: 'apps' },
    ask: [
      'deleted apps -> direct',
      `deleted arn:aws:eks:${region}:${account}:cluster/apps -> direct`,
      'deleted cluster/apps -> direct',
    ],
  },
  {
    call: 'eks UpdateClusterConfig',
    request: { name: 'apps', resourcesVpcConfig: { endpointPublicAccess: true } },
    ask: ['changed apps -> direct', 'changed cluster/apps -> direct'],
  },
  {
    call: 'eks CreateAccessEntry',
    request: { name: 'apps', principalArn: `arn%3Aaws%3Aiam%3A%3A${account}%3Arole%2FEve` },
    ask: [
      'created role/Eve -> direct',
      `created arn:aws:iam::${account}:role/Eve -> direct`,
      'created apps -> related',
      'created cluster/apps -> related',
    ],
  },
  {
    call: 'eks DeleteFargateProfile',
    request: { name: 'apps', fargateProfileName: 'batch' },
    ask: ['deleted batch -> direct', 'deleted apps -> related', 'deleted cluster/apps -> related'],
  },
  {
    call: 'batch DeleteJobQueue',
    request: { jobQueue: 'nightly-jobs' },
    ask: ['deleted nightly-jobs -> direct', 'deleted job-queue/nightly-jobs -> direct'],
  },
  {
    call: 'elasticbeanstalk TerminateEnvironment',
    request: { environmentId: 'e-abcdefghij', terminateResources: true },
    ask: ['deleted e-abcdefghij -> direct'],
  },
  {
    call: 'elasticbeanstalk DeleteApplicationVersion',
    request: { applicationName: 'shop', versionLabel: 'v42' },
    ask: ['deleted v42 -> direct', 'deleted shop -> related'],
  },
  {
    call: 'apprunner DeleteService',
    request: {
      serviceArn: `arn:aws:apprunner:${region}:${account}:service/hello/8fe1e10304f84fd2b0df550fe98a71fa`,
    },
    ask: ['deleted hello -> direct', 'deleted 8fe1e10304f84fd2b0df550fe98a71fa -> direct'],
  },
  {
    call: 'lightsail DeleteInstance',
    request: { instanceName: 'blog' },
    ask: ['deleted blog -> direct', 'deleted instance/blog -> direct', 'deleted ec2:blog -> none'],
  },
  {
    call: 'workspaces TerminateWorkspaces',
    request: {
      terminateWorkspaceRequests: [{ workspaceId: 'ws-aaaabbbb1' }, { workspaceId: 'ws-aaaabbbb2' }],
    },
    response: { failedRequests: [{ workspaceId: 'ws-aaaabbbb2', errorCode: 'ResourceNotFound.Workspace' }] },
    ask: ['deleted ws-aaaabbbb1 -> direct', 'deleted ws-aaaabbbb2 -> direct failure'],
  },
  {
    call: 'appstream DeleteFleet',
    request: { name: 'desks' },
    ask: ['deleted desks -> direct', 'deleted fleet/desks -> direct'],
  },
  {
    call: 'imagebuilder DeleteImage',
    request: { imageBuildVersionArn: `arn:aws:imagebuilder:${region}:${account}:image/base/1.0.0/3` },
    ask: [`deleted arn:aws:imagebuilder:${region}:${account}:image/base/1.0.0/3 -> direct`],
  },
];
