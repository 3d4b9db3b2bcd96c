using Microsoft.Extensions.Logging;

namespace Paas.Git;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Push to {App} by {Actor}: {Outcome}")]
    public static partial void Pushed(ILogger logger, string app, string actor, string outcome);

    [LoggerMessage(2, LogLevel.Error, "Push to {App} failed")]
    public static partial void PushFailed(ILogger logger, Exception exception, string app);

    [LoggerMessage(3, LogLevel.Error, "Fetch from {App} failed")]
    public static partial void FetchFailed(ILogger logger, Exception exception, string app);

    [LoggerMessage(4, LogLevel.Warning, "Watching for destroyed apps failed; trying again")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The state store knows none of the {Count} apps that have git repositories; they are kept")]
    public static partial void OrphansKept(ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Information, "Removed the git repository of the destroyed app {App}")]
    public static partial void RepositoryRemoved(ILogger logger, Guid app);
}
