using Docker.DotNet.Models;

namespace Paas.Docker.Builds;

/// <summary>Takes what the daemon says during a build, a line at a time.</summary>
internal sealed class BuildTranscript(IBuildOutput output) : IProgress<JSONMessage>
{
    private string _line = "";

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; private set; }

    public void Report(JSONMessage value)
    {
        if (value.Error is { Message: { } error })
        {
            Error = error;
            return;
        }

        if (value.Stream is not { Length: > 0 } text)
            return;
        var lines = (_line + text).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        foreach (var line in lines.SkipLast(1))
            output.Line(line.TrimEnd());
        _line = lines[^1];
    }

    public void End()
    {
        if (_line.Length > 0)
            output.Line(_line);
        _line = "";
    }
}
