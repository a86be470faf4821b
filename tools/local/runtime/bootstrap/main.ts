// What a function process runs: AWS's own runtime interface client, with a client of the Runtime API that needs no compiler.
// esbuild bundles this into one file (`--define:import.meta.url=__filename`: the client asks for its own URL).
import { TOKEN_VARIABLE } from "../runtime-api-token";
import { interceptNativeClient } from "./intercept";
import { holdLifeline } from "./lifeline";

holdLifeline();
const { AWS_LAMBDA_RUNTIME_API: address = "", [TOKEN_VARIABLE]: token = "" } = process.env;
delete process.env[TOKEN_VARIABLE];
interceptNativeClient(address, token);
require("aws-lambda-ric");
