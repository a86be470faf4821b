/**
 * Types that hold data, but are not marked as stateful in the CDK's database, which lists 29 (checked at 0.1.216). Types that
 * hold only configuration are not stateful.
 */
export const ALSO_STATEFUL: ReadonlySet<string> = new Set([
  "AWS::Cassandra::Keyspace",
  "AWS::Cassandra::Table",
  "AWS::CodeCommit::Repository",
  "AWS::Cognito::IdentityPool",
  "AWS::DSQL::Cluster",
  "AWS::ECR::Repository",
  "AWS::KinesisVideo::Stream",
  "AWS::Lightsail::Database",
  "AWS::MSK::Cluster",
  "AWS::MSK::ServerlessCluster",
  "AWS::MemoryDB::Cluster",
  "AWS::NeptuneGraph::Graph",
  "AWS::OpenSearchServerless::Collection",
  "AWS::RDS::GlobalCluster",
  "AWS::RedshiftServerless::Namespace",
  "AWS::S3Express::DirectoryBucket",
  "AWS::S3Tables::Table",
  "AWS::S3Tables::TableBucket",
  "AWS::S3Vectors::VectorBucket",
  "AWS::Timestream::Database",
  "AWS::Timestream::InfluxDBInstance",
  "AWS::Timestream::Table",
]);
