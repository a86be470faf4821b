import { isUtf8 } from "node:buffer";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/**
 * A response as a result of payload format 2.0. Its bytes arrive as they are, whatever their type: as text if they are UTF-8 and say
 * nothing else, else in base64, which HTTP APIs and function URLs decode for any type
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export async function resultOf(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isBase64Encoded = !isText(bytes, response.headers);
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 && { cookies }),
    body: bytes.toString(isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded,
  };
}

function isText(bytes: Uint8Array, headers: Headers): boolean {
  const encoding = headers.get("content-encoding") ?? "identity";
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(headers.get("content-type") ?? "")?.[1] ?? "utf-8";
  return encoding.toLowerCase() === "identity" && charset.toLowerCase() === "utf-8" && isUtf8(bytes);
}
