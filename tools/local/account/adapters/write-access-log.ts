import type { WriteAccessLog } from "../../apigateway/access-log";
import type { LogsApi } from "../../logs/api";

/** Access logs of HTTP APIs in CloudWatch Logs: a stream for each day and log group. */
export function writeAccessLog(logs: LogsApi): WriteAccessLog {
  return (logGroupArn, message, time) => {
    const group = logGroupArn.split(":").slice(6).join(":");
    const timestamp = time.getTime();
    logs.write(group, `access-${time.toISOString().slice(0, 10)}`, [{ timestamp, message }]);
  };
}
