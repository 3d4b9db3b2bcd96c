namespace Paas.Hosting;

/// <summary>How a push ended, and what the git client printed.</summary>
internal sealed record PushResult(int ExitCode, string Transcript)
{
    public PushResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"The push ended with {ExitCode}:\n{Transcript}");
        return this;
    }

    public PushResult Rejected(string because)
    {
        Assert.True(ExitCode != 0, $"The push succeeded:\n{Transcript}");
        Assert.Contains(because, Transcript, StringComparison.Ordinal);
        return this;
    }
}
