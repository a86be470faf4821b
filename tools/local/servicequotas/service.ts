import { z } from "zod";
import { validate } from "../protocol/constraint";
import { AwsError } from "../protocol/error";
import { jsonService, runMethods } from "../protocol/json-service";
import type { AwsService } from "../protocol/service";

/** The quotas that the local account has, by service and code, as AWS names them. */
const QUOTAS = new Map([["events L-244521F2", { QuotaName: "Number of rules", Value: 300 }]]);

const requests = {
  GetServiceQuota: z.strictObject({ ServiceCode: z.string(), QuotaCode: z.string() }),
};

/**
 * Service Quotas: the value of a quota.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 */
export function serviceQuotasService(): AwsService {
  const getServiceQuota = async (input: object): Promise<object> => {
    const { ServiceCode, QuotaCode } = validate(
      requests.GetServiceQuota,
      input,
      (message) => new AwsError("IllegalArgumentException", 400, message),
    );
    const quota = QUOTAS.get(`${ServiceCode} ${QuotaCode}`);
    if (quota === undefined) {
      const message = `the local account has no quota ${QuotaCode} of ${ServiceCode}`;
      throw new AwsError("NoSuchResourceException", 400, message);
    }
    return { Quota: { ServiceCode, QuotaCode, ...quota, Adjustable: true, GlobalQuota: false } };
  };
  return jsonService({
    signingName: "servicequotas",
    targetPrefix: "ServiceQuotasV20190624.",
    version: "1.1",
    xrayName: "ServiceQuotas",
    run: runMethods("Service Quotas", requests, { getServiceQuota }),
  });
}
