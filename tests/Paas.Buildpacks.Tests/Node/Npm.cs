using Paas.Builds;

namespace Paas.Node;

/// <summary>npm and a registry that answers.</summary>
internal static class Npm
{
    public static async Task RequireAsync()
    {
        Bash.Require("node");
        Bash.Require("npm");
        using var directory = new TestDirectory();
        using var ping = Bash.Start("npm ping --fetch-retries=0 --fetch-timeout=10000", directory.Path, Bash.Environment(directory.Path), static _ => { });
        await ping.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(ping.ExitCode == 0, "The npm registry cannot be reached from this machine.");
    }
}
