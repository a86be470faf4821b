// Lambda's context object of an invocation, with the members that are read.
exports.contextOf = () => {
  const end = Date.now() + 10_000;
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: "1",
    awsRequestId: "00000000-0000-0000-0000-000000000000",
    getRemainingTimeInMillis: () => end - Date.now(),
  };
};
