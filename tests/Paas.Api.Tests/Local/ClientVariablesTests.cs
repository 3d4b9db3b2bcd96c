using System.Diagnostics;
using Paas.Api.Local;

namespace Paas.Api.Tests.Local;

public sealed class ClientVariablesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("paas's \"env\" $x-").FullName;

    [Theory]
    [InlineData("bash")]
    [InlineData("sh")]
    public async Task Format_Sourced_SetsEverythingOnceOrTwice(string shell)
    {
        var file = Write();

        var text = await RunAsync(shell, $"""
            export GIT_SSL_CAINFO=/all.pem NO_PROXY=a.example
            . "$1"; . "$1"
            echo "$HEROKU_HOST|$HEROKU_GIT_HOST|$HEROKU_API_KEY|$HEROKU_PARTICLEBOARD_URL|$DISABLE_TELEMETRY|$NO_PROXY|${"{GIT_SSL_CAINFO-none}"}"
            git config --get-urlmatch http.sslCAInfo https://localhost:5001/shop.git
            git config --get-urlmatch http.sslCAInfo https://example.com/shop.git
            [ "$NODE_EXTRA_CA_CERTS" = "$2" ] && echo same
            """, file);

        var authority = Path.Combine(_directory, "ca.pem");
        Assert.Equal(
            ["http://127.0.0.1:5000|localhost:5001|the token|http://127.0.0.1:5000|true|a.example,localhost,127.0.0.1|none", authority, "/all.pem", "same"],
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Format_WhereNodeTrustsAFileAlready_TrustsBoth()
    {
        var file = Write();
        var other = Path.Combine(_directory, "other.pem");
        await File.WriteAllTextAsync(other, "other\n", TestContext.Current.CancellationToken);

        var text = await RunAsync("sh", "export NODE_EXTRA_CA_CERTS=\"$3\"; . \"$1\"; . \"$1\"; cat \"$NODE_EXTRA_CA_CERTS\"", file, other);

        Assert.Equal("other\nauthority\n", text);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write()
    {
        var (token, authority, file) = (Path.Combine(_directory, "token"), Path.Combine(_directory, "ca.pem"), Path.Combine(_directory, "heroku.env"));
        File.WriteAllText(token, "the token\n");
        File.WriteAllText(authority, "authority\n");
        File.WriteAllText(file, ClientVariables.Format(new Uri("http://127.0.0.1:5000/"), new Uri("https://localhost:5001/"), token, authority));
        return file;
    }

    private async Task<string> RunAsync(string shell, string script, string file, string other = "")
    {
        var start = new ProcessStartInfo(shell, ["-euc", script, shell, file, Path.Combine(_directory, "ca.pem"), other]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("GIT_", StringComparison.Ordinal) || name.StartsWith("NODE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = _directory;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
