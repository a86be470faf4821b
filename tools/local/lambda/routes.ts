import type { InvocationRequest } from "@aws-sdk/client-lambda";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import type { LambdaApi } from "./api";
import { notFound } from "./errors";
import { json, type PathParameters, type Route } from "./json-route";

const FUNCTION = "/2015-03-31/functions/{FunctionName}";
const EVENT_INVOKE_CONFIG = "/2019-09-25/functions/{FunctionName}/event-invoke-config";

/** Of functions; those of event source mappings are in `event-source-mappings/`. */
export const ROUTES: readonly Route<LambdaApi>[] = [
  json("CreateFunction", "POST", "/2015-03-31/functions", 201, (api, input) =>
    api.createFunction(withZip(input, ["Code"])),
  ),
  json("ListFunctions", "GET", "/2015-03-31/functions", 200, (api, input) => api.listFunctions(input)),
  json("GetFunction", "GET", FUNCTION, 200, (api, input) => api.getFunction(input)),
  json("DeleteFunction", "DELETE", FUNCTION, 204, (api, input) => api.deleteFunction(input)),
  json("UpdateFunctionCode", "PUT", `${FUNCTION}/code`, 200, (api, input) =>
    api.updateFunctionCode(withZip(input, [])),
  ),
  { operation: "DownloadCode", method: "GET", path: `${FUNCTION}/code`, handle: download },
  json("GetFunctionConfiguration", "GET", `${FUNCTION}/configuration`, 200, (api, input) =>
    api.getFunctionConfiguration(input),
  ),
  json("UpdateFunctionConfiguration", "PUT", `${FUNCTION}/configuration`, 200, (api, input) =>
    api.updateFunctionConfiguration(input),
  ),
  json("PublishVersion", "POST", `${FUNCTION}/versions`, 201, (api, input) => api.publishVersion(input)),
  json("ListVersionsByFunction", "GET", `${FUNCTION}/versions`, 200, (api, input) =>
    api.listVersionsByFunction(input),
  ),
  json("CreateAlias", "POST", `${FUNCTION}/aliases`, 201, (api, input) => api.createAlias(input)),
  json("ListAliases", "GET", `${FUNCTION}/aliases`, 200, (api, input) => api.listAliases(input)),
  json("GetAlias", "GET", `${FUNCTION}/aliases/{Name}`, 200, (api, input) => api.getAlias(input)),
  json("UpdateAlias", "PUT", `${FUNCTION}/aliases/{Name}`, 200, (api, input) => api.updateAlias(input)),
  json("DeleteAlias", "DELETE", `${FUNCTION}/aliases/{Name}`, 204, (api, input) => api.deleteAlias(input)),
  json("AddPermission", "POST", `${FUNCTION}/policy`, 201, (api, input) => api.addPermission(input)),
  json("GetPolicy", "GET", `${FUNCTION}/policy`, 200, (api, input) => api.getPolicy(input)),
  json("RemovePermission", "DELETE", `${FUNCTION}/policy/{StatementId}`, 204, (api, input) =>
    api.removePermission(input),
  ),
  json(
    "PutFunctionConcurrency",
    "PUT",
    "/2017-10-31/functions/{FunctionName}/concurrency",
    200,
    (api, input) => api.putFunctionConcurrency(input),
  ),
  json(
    "GetFunctionConcurrency",
    "GET",
    "/2019-09-30/functions/{FunctionName}/concurrency",
    200,
    (api, input) => api.getFunctionConcurrency(input),
  ),
  json(
    "DeleteFunctionConcurrency",
    "DELETE",
    "/2017-10-31/functions/{FunctionName}/concurrency",
    204,
    (api, input) => api.deleteFunctionConcurrency(input),
  ),
  json("PutFunctionEventInvokeConfig", "PUT", EVENT_INVOKE_CONFIG, 200, (api, input) =>
    api.putFunctionEventInvokeConfig(input),
  ),
  json("UpdateFunctionEventInvokeConfig", "POST", EVENT_INVOKE_CONFIG, 200, (api, input) =>
    api.updateFunctionEventInvokeConfig(input),
  ),
  json("GetFunctionEventInvokeConfig", "GET", EVENT_INVOKE_CONFIG, 200, (api, input) =>
    api.getFunctionEventInvokeConfig(input),
  ),
  json("DeleteFunctionEventInvokeConfig", "DELETE", EVENT_INVOKE_CONFIG, 204, (api, input) =>
    api.deleteFunctionEventInvokeConfig(input),
  ),
  json("ListFunctionEventInvokeConfigs", "GET", `${EVENT_INVOKE_CONFIG}/list`, 200, (api, input) =>
    api.listFunctionEventInvokeConfigs(input),
  ),
  json("TagResource", "POST", "/2017-03-31/tags/{Resource}", 204, (api, input) => api.tagResource(input)),
  json("ListTags", "GET", "/2017-03-31/tags/{Resource}", 200, (api, input) => api.listTags(input)),
  json("UntagResource", "DELETE", "/2017-03-31/tags/{Resource}", 204, (api, input) =>
    api.untagResource(input),
  ),
  json("GetAccountSettings", "GET", "/2016-08-19/account-settings", 200, (api) => api.getAccountSettings()),
  { operation: "Invoke", method: "POST", path: `${FUNCTION}/invocations`, handle: invoke },
];

/** The input with `ZipFile` decoded, which stands at the end of this path of members. */
function withZip(input: object, path: readonly string[]): never {
  const [member, ...rest] = path;
  const record = input as Record<string, unknown>;
  if (member !== undefined) {
    const inner = record[member];
    if (inner === null || typeof inner !== "object") return record as never;
    return { ...record, [member]: withZip(inner, rest) } as never;
  }
  const { ZipFile } = record;
  return (
    typeof ZipFile === "string" ? { ...record, ZipFile: Buffer.from(ZipFile, "base64") } : record
  ) as never;
}

async function invoke(api: LambdaApi, request: AwsRequest, parameters: PathParameters): Promise<AwsResponse> {
  const { headers, query, body, requestId } = request;
  const input: Record<string, unknown> = {
    FunctionName: parameters.FunctionName,
    Qualifier: query.get("Qualifier"),
    InvocationType: headers["x-amz-invocation-type"],
    LogType: headers["x-amz-log-type"],
    ClientContext: headers["x-amz-client-context"],
    TenantId: headers["x-amz-tenant-id"],
    Payload: body,
  };
  const output = await api.invoke(input as unknown as InvocationRequest, requestId, {
    header: headers["x-amzn-trace-id"],
  });
  return {
    status: output.StatusCode ?? 200,
    headers: {
      "content-type": "application/json",
      ...(output.ExecutedVersion ? { "x-amz-executed-version": output.ExecutedVersion } : {}),
      ...(output.FunctionError ? { "x-amz-function-error": output.FunctionError } : {}),
      ...(output.LogResult ? { "x-amz-log-result": output.LogResult } : {}),
    },
    body: output.Payload ? Buffer.from(output.Payload) : "",
  };
}

/** Where GetFunction's `Code.Location` points: as with AWS's presigned URL, to know it is to be allowed. */
async function download(api: LambdaApi, request: AwsRequest): Promise<AwsResponse> {
  const digest = request.query.get("CodeSha256") ?? "";
  const zip = api.packageBytes(digest);
  if (!zip) throw notFound(`there is no deployment package with CodeSha256 ${digest}`);
  return { status: 200, headers: { "content-type": "application/zip" }, body: zip };
}
