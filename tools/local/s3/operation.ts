import type { AwsRequest } from "../protocol/service";

const VERBS: Readonly<Record<string, string>> = { GET: "Get", HEAD: "Head", PUT: "Put", DELETE: "Delete" };

const BUCKET_OPERATIONS: Readonly<Record<string, string>> = {
  PUT: "CreateBucket",
  HEAD: "HeadBucket",
  DELETE: "DeleteBucket",
};

/** Name of the operation that a path-style request asks for; `undefined` for an unsupported one. */
export function operationName({ method, path, query }: AwsRequest): string | undefined {
  const [, bucket = "", ...key] = path.split("/");
  if (method === "POST" && query.has("delete") && key.join("/") === "") return "DeleteObjects";
  const verb = VERBS[method];
  if (verb === undefined) return undefined;
  if (bucket === "") return method === "GET" ? "ListBuckets" : undefined;
  if (key.join("/") !== "") return `${verb}Object`;
  if (query.has("list-type")) return "ListObjectsV2";
  if (query.has("publicAccessBlock")) return `${verb}PublicAccessBlock`;
  if (query.has("lifecycle"))
    return method === "DELETE" ? "DeleteBucketLifecycle" : `${verb}BucketLifecycleConfiguration`;
  const name = ["versioning", "encryption", "location"].find((subresource) => query.has(subresource));
  if (name !== undefined) return `${verb}Bucket${name[0]?.toUpperCase()}${name.slice(1)}`;
  return BUCKET_OPERATIONS[method];
}
