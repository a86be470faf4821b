/** Which of the user's environment variables decide where a request goes, and as whom. */

/** Id of a service as in AWS's models, `CloudWatch Logs`: https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html */
type ServiceId = string;

/** The variable that sets a service's endpoint, if one does. */
export function endpointVariable(variables: NodeJS.ProcessEnv, service: ServiceId): string | undefined {
  const own = `AWS_ENDPOINT_URL_${service.replace(/ /g, "_").toUpperCase()}`;
  return [own, "AWS_ENDPOINT_URL"].find((name) => variables[name]);
}

/** Where the credentials come from, as in the SDK's order: `AWS_PROFILE is "staging"`. */
export function credentialsOrigin(variables: NodeJS.ProcessEnv): string {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = variables;
  if (AWS_PROFILE) return `AWS_PROFILE is ${JSON.stringify(AWS_PROFILE)}`;
  return AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY ? "AWS_ACCESS_KEY_ID is set" : "AWS_PROFILE is not set";
}

/** The command that signs in. */
export function signIn({ AWS_PROFILE }: NodeJS.ProcessEnv): string {
  if (!AWS_PROFILE) return "aws sso login";
  const plain = /^[\w.@/+-]+$/.test(AWS_PROFILE);
  return `aws sso login --profile ${plain ? AWS_PROFILE : `'${AWS_PROFILE.replaceAll("'", "'\\''")}'`}`;
}
