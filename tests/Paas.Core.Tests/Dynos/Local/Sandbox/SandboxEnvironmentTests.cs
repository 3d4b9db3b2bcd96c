using System.Diagnostics;

namespace Paas.Dynos.Local;

public sealed class SandboxEnvironmentTests
{
    [Fact]
    public async Task Cover_AnyEntries_ComeOutAsTheyWentIn()
    {
        string[] entries =
        [
            "PAAS_DYNO_ID=1", "A=1", "B= x  \"q\" '$A' `id` \\ *", "C=a\nb\n", "E=", "LD_PRELOAD=", "HOME=/app", "PATH=/nowhere", "PAAS_ENTRY_1=mine",
            "IFS=:", "OPTIND=x", "UID=7", "BASH_ENV=/x", "my-var=dash", "with space=1", "it's=quoted", "é=1", "1A=digit",
        ];

        var (covered, script) = SandboxEnvironment.Cover(entries);

        Assert.Equal(entries[0], covered[0]);
        Assert.All(covered.Skip(1), static entry => Assert.StartsWith("PAAS_ENTRY_", entry, StringComparison.Ordinal));
        var found = await RunAsync(covered, script);
        // A shell adds where it is.
        Assert.Equal(entries.Order(StringComparer.Ordinal), found.Where(static entry => !entry.StartsWith("PWD=", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cover_ManyEntries_NamesNoValue()
    {
        var (_, script) = SandboxEnvironment.Cover(["PAAS_DYNO_ID=1", "TOKEN=secret-1", "odd-name=secret-2"]);

        Assert.DoesNotContain("secret", script, StringComparison.Ordinal);
    }

    private static async Task<string[]> RunAsync(IReadOnlyList<string> environment, string script)
    {
        var start = new ProcessStartInfo("/usr/bin/env", ["-i", .. environment, "/bin/sh", "-c", script, "sh", "/usr/bin/env", "-0"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}
