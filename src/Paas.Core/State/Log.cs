using Microsoft.Extensions.Logging;

namespace Paas.State;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Cut {Bytes} bytes off the end of {Path}: a commit that was interrupted before it was acknowledged.")]
    public static partial void TornCommitCutOff(ILogger logger, string path, long bytes);

    [LoggerMessage(2, LogLevel.Warning, "The state file {Path} could not be compacted and goes on growing; it is tried again later.")]
    public static partial void CompactionFailed(ILogger logger, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "A commit could not be written to {Directory}; nothing was changed.")]
    public static partial void CommitFailed(ILogger logger, string directory, Exception exception);
}
