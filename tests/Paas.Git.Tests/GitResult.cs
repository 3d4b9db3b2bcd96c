namespace Paas.Git.Tests;

/// <summary>How a run of the git client ended.</summary>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    /// <summary>The server's lines, without git's "remote: " and trailing blanks.</summary>
    public IReadOnlyList<string> Remote =>
        [.. Error.Split('\n').Where(static l => l.StartsWith("remote:", StringComparison.Ordinal)).Select(static l => (l.Length > 8 ? l[8..] : "").TrimEnd())];

    public GitResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"git ended with {ExitCode}:\n{Error}\n{Output}");
        return this;
    }

    public GitResult Failed()
    {
        Assert.True(ExitCode != 0, $"git succeeded:\n{Error}\n{Output}");
        return this;
    }
}
