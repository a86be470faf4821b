/** A request as API Gateway's HTTP API sends it, payload format 2.0. */
export function request(method, path, { body, headers = {}, query = {} } = {}) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      host: "api.example",
      ...(text !== undefined && {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(text)),
      }),
      ...headers,
    },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: false,
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "api.example",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
      requestId: "request",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: Date.UTC(2026, 0),
    },
  };
}

export const health = request("GET", "/orders/health");

/** An order of tea and a cup. The key determines its id, in every function. */
export function placing(key, customerId = "alice") {
  const lines = [
    { sku: "tea", quantity: 2, unitPrice: 450 },
    { sku: "cup", quantity: 1, unitPrice: 1200 },
  ];
  return request("POST", "/orders", {
    body: { customerId, currency: "EUR", lines },
    headers: { "idempotency-key": key },
  });
}
