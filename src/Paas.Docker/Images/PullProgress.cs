using System.Globalization;
using Docker.DotNet.Models;

namespace Paas.Docker.Images;

/// <summary>Makes few lines of the many messages of a pull: one for each quarter of the layers, and the errors.</summary>
internal sealed class PullProgress(Action<string> report) : IProgress<JSONMessage>
{
    private const int Steps = 4;
    private readonly HashSet<string> _layers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private int _reported = -1;

    /// <summary>What the registry said went wrong; null when nothing did.</summary>
    public string? Error { get; private set; }

    public void Report(JSONMessage value)
    {
        if (value.Error is { Message: { } error })
        {
            Error = error;
            return;
        }

        switch (value.Status)
        {
            case "Pulling fs layer" or "Already exists" when value.ID is not null:
                _layers.Add(value.ID);
                break;
            case "Pull complete" when value.ID is not null:
                _done.Add(value.ID);
                break;
            case { } status when status.StartsWith("Digest: ", StringComparison.Ordinal) || status.StartsWith("Status: ", StringComparison.Ordinal):
                report(status["Digest: ".Length..]);
                return;
            default:
                return;
        }

        var step = _layers.Count == 0 ? 0 : _done.Count * Steps / _layers.Count;
        if (step == _reported)
            return;
        _reported = step;
        report(string.Create(CultureInfo.InvariantCulture, $"{_done.Count} of {_layers.Count} layers"));
    }
}
