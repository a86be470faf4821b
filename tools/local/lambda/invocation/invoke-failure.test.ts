import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { deploy, invoke, logged, logTail, payload, startLambda, type TestLambda } from "../lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let local: TestLambda;

beforeAll(async () => {
  local = await startLambda();
});

afterAll(() => local.close());

describe("a function that fails", () => {
  test("by an error: its type, message and trace", async () => {
    await deploy(local, "thrower", "exports.handler = async () => { throw new RangeError('out of it'); };");
    const output = await invoke(local, "thrower");
    expect(output.StatusCode).toBe(200);
    expect(output.FunctionError).toBe("Unhandled");
    expect(payload(output)).toEqual({
      errorType: "RangeError",
      errorMessage: "out of it",
      trace: expect.arrayContaining(["RangeError: out of it"]),
    });
    expect(logTail(output)).toContain("\tERROR\tInvoke Error");
  });

  test("by the end of its process, after which a new process takes the next event", async () => {
    await deploy(
      local,
      "exit",
      "exports.handler = async ({ code }) => { if (code) process.exit(code); return 'alive'; };",
    );
    const output = await invoke(local, "exit", { code: 3 });
    const { errorType, errorMessage } = payload(output);
    expect(errorType).toBe("Runtime.ExitError");
    expect(errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
    );
    expect(logTail(output)).toMatch(
      /Error: Runtime exited with error: exit status 3\nRuntime\.ExitError\nEND/,
    );
    expect(logTail(output)).toContain("Status: error\tError Type: Runtime.ExitError");
    expect(payload(await invoke(local, "exit"))).toBe("alive");
  });

  test("by a signal", async () => {
    await deploy(
      local,
      "signal",
      "exports.handler = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); };",
    );
    expect(payload(await invoke(local, "signal")).errorMessage).toContain(
      "Runtime exited with error: signal: killed",
    );
  });

  test("by more memory than it has", async () => {
    await deploy(
      local,
      "hungry",
      "exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); };",
      { Timeout: 60 },
    );
    expect(payload(await invoke(local, "hungry")).errorMessage).toContain(
      "Runtime exited with error: signal: aborted",
    );
  });

  test.each([
    ["that waits", "await new Promise(() => setInterval(() => {}, 1000));"],
    ["that never yields", "for (;;);"],
  ])("by its time, in code %s", async (how, code) => {
    const name = how.replaceAll(" ", "-");
    await deploy(local, name, `exports.handler = async () => { console.log("begun"); ${code} };`, {
      Timeout: 1,
    });
    const output = await invoke(local, name);
    expect(payload(output)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
      ),
    });
    expect(logTail(output)).toMatch(/begun\n.* Task timed out after 1\.00 seconds\nEND/);
    expect(logTail(output)).toMatch(/Duration: 1000\.00 ms.*Status: timeout\t\n$/);
  });

  test.each([
    ["no-module", "lib.handler", "", "Runtime.ImportModuleError"],
    ["no-export", "index.nothing", "", "Runtime.HandlerNotFound"],
    ["bad-syntax", "index.handler", "this is no JavaScript", "Runtime.UserCodeSyntaxError"],
    [
      "callback",
      "index.handler",
      "exports.handler = (event, context, callback) => callback(null, 1);",
      "Runtime.CallbackHandlerDeprecated",
    ],
  ])("before its first event: %s", async (name, Handler, source, errorType) => {
    await deploy(local, name, source, { Handler });
    const output = await invoke(local, name);
    expect(output.FunctionError).toBe("Unhandled");
    expect(payload(output)).toMatchObject({ errorType });
    expect(logTail(output)).toContain(`Status: error\tError Type: ${errorType}`);
    expect(await logged(local, name)).toContainEqual(expect.stringContaining("INIT_REPORT Init Duration"));
  });

  test("by a response that is too large", async () => {
    await deploy(local, "large", "exports.handler = async () => 'x'.repeat(6291556);");
    const output = await invoke(local, "large");
    expect(payload(output)).toEqual({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });
});
