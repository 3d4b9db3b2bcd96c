namespace Paas.Node;

public sealed class NodeFailureTests
{
    [Theory]
    [InlineData("npm error code E404\nnpm error 404 Not Found - GET https://registry.example.com/nope\nnpm error 404", "A package is not in its registry, or not in that version.\n  404 Not Found - GET https://registry.example.com/nope\n")]
    [InlineData("npm ERR! code ETARGET\nnpm ERR! notarget No matching version found for a@99.", "A package is not in its registry, or not in that version.\n  notarget No matching version found for a@99.\n")]
    [InlineData("npm error code E401\nnpm error 401 Unauthorized - GET https://registry.example.com/a", "A registry refuses the credentials.\n  401 Unauthorized - GET")]
    [InlineData("npm error code ENOTFOUND\nnpm error network request to https://registry.example.com/a failed, reason: getaddrinfo ENOTFOUND registry.example.com", "The registry could not be reached.\n  network request to")]
    [InlineData("npm error code EBADENGINE\nnpm error engine Unsupported engine\nnpm error notsup Required: {\"node\":\">=99\"}", "A package wants another Node.js.\n  engine Unsupported engine\n  notsup Required:")]
    [InlineData("npm warn EBADENGINE Unsupported engine {\nnpm error code 1\nnpm error path /app/node_modules/a\nnpm error command sh -c node-gyp rebuild\nnpm error gyp ERR! find Python", "npm ci failed with exit code 3.\n  gyp ERR! find Python")]
    [InlineData(" ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with \"frozen-lockfile\" because pnpm-lock.yaml is not up to date", "package-lock.json does not match package.json.\n")]
    public void Explain_OfAnInstall_SaysWhatIsWrongAndTheFix(string output, string reason) =>
        Assert.StartsWith(reason, NodeFailure.Explain("npm ci", new NpmPackageManager("package-lock.json"), 3, output.Split('\n')), StringComparison.Ordinal);

    [Theory]
    [InlineData("> hello@1.0.0 build\n> tsc\n\nsrc/server.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.", "The app does not compile:\n  src/server.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.")]
    [InlineData("sh: 1: vite: not found\nnpm error code 127", "A program of a script is not there.\n  sh: 1: vite: not found\nAdd its package")]
    [InlineData("Error: Cannot find module './Config'\n    at Module._resolveFilename", "A module is not there.\n  Error: Cannot find module './Config'\nAdd it to")]
    [InlineData("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", "Node.js ran out of memory.\n")]
    [InlineData("connect ECONNREFUSED 127.0.0.1:5432", "The script failed with exit code 1.\n  connect ECONNREFUSED 127.0.0.1:5432")]
    public void Explain_OfAScript_KnowsNothingOfRegistries(string output, string reason) =>
        Assert.StartsWith(reason, NodeFailure.Explain("The script", null, 1, output.Split('\n')), StringComparison.Ordinal);
}
