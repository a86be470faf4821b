/**
 * Name in a deployment package of the file that holds the build id: 64 hexadecimal digits, nothing else. The packer writes it, the deployer
 * reads it where log lines lack it; what runs in Lambda reads it beside its own code (`platform/observability`, which imports no tools: a
 * test of the packer holds it to this name).
 */
export const BUILD_ID_FILE = "build-id";
