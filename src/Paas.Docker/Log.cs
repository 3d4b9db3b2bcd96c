using Microsoft.Extensions.Logging;

namespace Paas.Docker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "'{Path}' could not be removed.")]
    public static partial void CannotRemove(ILogger log, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The Docker daemon cannot be reached; its dynos run on, and it is tried again every {Delay}.")]
    public static partial void DaemonAway(ILogger log, TimeSpan delay, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "The Docker daemon can be reached again.")]
    public static partial void DaemonBack(ILogger log);

    [LoggerMessage(4, LogLevel.Warning, "Dyno {DynoId} could not be started.")]
    public static partial void CannotStart(ILogger log, Guid dynoId, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Container {Container} could not be removed; that is tried again.")]
    public static partial void CannotRemoveContainer(ILogger log, string container, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Pulling image {Image}: {Progress}")]
    public static partial void Pulling(ILogger log, string image, string progress);

    [LoggerMessage(7, LogLevel.Information, "Removed {Count} containers that an earlier host left.")]
    public static partial void Swept(ILogger log, int count);

    [LoggerMessage(8, LogLevel.Warning, "The output of dyno {DynoId} between two hosts could not be read.")]
    public static partial void NoKeptOutput(ILogger log, Guid dynoId, Exception exception);

    [LoggerMessage(9, LogLevel.Debug, "A request about dyno {DynoId} failed.")]
    public static partial void RequestFailed(ILogger log, Guid dynoId, Exception exception);
}
