using Microsoft.Extensions.Logging;

namespace Paas.Logs;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The log drain {Name} failed; a batch of {Lines} lines was given up.")]
    public static partial void BatchGivenUp(ILogger logger, string name, int lines, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The log drain {Name} did not take its last lines in time.")]
    public static partial void DrainStoppedEarly(ILogger logger, string name);
}
