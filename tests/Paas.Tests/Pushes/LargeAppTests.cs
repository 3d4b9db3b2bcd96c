using System.Diagnostics;
using Paas.Builds;
using Paas.Node;
using Paas.Scenarios;

namespace Paas.Pushes;

/// <summary>An app of Node.js whose packages are 100 MB; for measuring only, because its packages come from far.</summary>
public sealed class LargeAppTests(SharedHost host) : IClassFixture<SharedHost>
{
    [Fact(Explicit = true)]
    public async Task LargeNodeApp_IsMeasured()
    {
        Assert.SkipUnless(PushMeasurement.IsWanted, "This only measures, see benchmarks/pushes.sh.");
        await Npm.RequireAsync();
        using var source = new TestDirectory()
            .With(
                "package.json",
                """
                {"name":"large","version":"1.0.0","private":true,"scripts":{"start":"node server.js"},"dependencies":{"express":"^4","typescript":"^5","webpack":"^5",
                "lodash":"^4","eslint":"^9","react":"^18","react-dom":"^18","@babel/core":"^7","@babel/preset-env":"^7"}}
                """)
            .With(".gitignore", "node_modules\n")
            .With("server.js", "require('express')().get('/', (request, response) => response.send('Hello from a large app\\n')).listen(process.env.PORT);\nprocess.on('SIGTERM', () => process.exit(0));\n");
        using (var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved"]) { WorkingDirectory = source.Path })!)
        {
            await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, npm.ExitCode);
        }

        await host.Platform.Platform.Apps.CreateAsync("node-100mb", TestContext.Current.CancellationToken);
        await PushMeasurement.RunAsync(host.Platform, "node-100mb", source, "server.js", coldRuns: 1);
    }
}
