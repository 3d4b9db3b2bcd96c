using Paas.Builds;

namespace Paas.Go;

/// <summary>Go modules from the Debian packages of this machine: vendored, or as a module proxy without a network.</summary>
internal static class DebianGo
{
    private const string Sources = "/usr/share/gocode/src";

    /// <summary>
    /// A cache of compiled packages that outlives test runs, as a developer's machine has it: without it each app would
    /// compile the whole standard library anew.
    /// </summary>
    public static (string, string) Cache { get; } = ("GOCACHE", Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "paas-tests", "go-build"));

    /// <summary>Skips the test on a machine without Go or one of the modules (<c>github.com/gorilla/mux</c>).</summary>
    public static void Require(params string[] modules)
    {
        Bash.Require("go");
        foreach (var module in modules)
            Assert.SkipUnless(Directory.Exists(Path.Combine(Sources, module)), $"No Debian package with the Go module {module} is installed on this machine.");
    }

    /// <summary>Writes the app's vendor directory.</summary>
    public static Task VendorAsync(TestDirectory app) => RunAsync($"vendor '{app.Path}'");

    /// <summary>Adds a module to a directory that <c>GOPROXY=file://</c> can name.</summary>
    public static Task AddToProxyAsync(TestDirectory proxy, string moduleAtVersion) => RunAsync($"proxy '{proxy.Path}' {moduleAtVersion}");

    private static async Task RunAsync(string arguments)
    {
        var output = new TestOutput();
        using var process = Bash.Start($"python3 '{Path.Combine(AppContext.BaseDirectory, "Go", "debian_go.py")}' {arguments}", Path.GetTempPath(), Bash.Environment(Path.GetTempPath()), output.Line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output.Text);
    }
}
