/** What an HTTP API needs of Lambda. */
export interface Functions {
  /** The resource policy (JSON) of a function, version or alias; `undefined` where it has none, or does not exist. */
  policy(functionArn: string): Promise<string | undefined>;
  /**
   * Invokes it, synchronously.
   * @param traceHeader of the request, as the event has it too
   * @returns what it returned as JSON text, or the kind of its error
   * @throws AwsError when it could not be invoked
   */
  invoke(
    functionArn: string,
    event: object,
    traceHeader: string,
  ): Promise<{ payload: string; functionError?: string | undefined }>;
}

/** The function that an integration points at: by its ARN, or by the ARN of its `invocations` path in API Gateway's own form. */
export function functionArnOf(integrationUri: string): string | undefined {
  const arn = /^arn:[^:]+:apigateway:[^:]*:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(
    integrationUri,
  )?.[1];
  const candidate = arn ?? integrationUri;
  return /^arn:[^:]+:lambda:[^:]*:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(candidate) ? candidate : undefined;
}
