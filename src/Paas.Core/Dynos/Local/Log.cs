using Microsoft.Extensions.Logging;

namespace Paas.Dynos.Local;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Ending dyno {DynoId} of an earlier host process: {Count} processes")]
    public static partial void EndingOrphan(ILogger logger, Guid dynoId, int count);

    [LoggerMessage(2, LogLevel.Error, "Processes of dyno {DynoId} do not end, not even by SIGKILL: {Pids}")]
    public static partial void CannotKill(ILogger logger, Guid dynoId, string pids);

    [LoggerMessage(3, LogLevel.Warning, "Directory '{Path}' of a dyno that ended cannot be removed")]
    public static partial void CannotRemove(ILogger logger, string path, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Cannot see what dynos listen on")]
    public static partial void CannotLook(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Dyno {DynoId} cannot be started")]
    public static partial void CannotStart(ILogger logger, Guid dynoId, Exception exception);

    [LoggerMessage(6, LogLevel.Debug, "Dyno {DynoId} runs as process {Pid}")]
    public static partial void Started(ILogger logger, Guid dynoId, int pid);

    [LoggerMessage(7, LogLevel.Information, "Dyno {DynoId} of an earlier host process runs on as process {Pid}")]
    public static partial void Adopted(ILogger logger, Guid dynoId, int pid);

    [LoggerMessage(8, LogLevel.Warning, "Dyno {DynoId} of an earlier host process cannot be re-adopted and is ended")]
    public static partial void CannotAdopt(ILogger logger, Guid dynoId, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "Cannot measure what dynos use")]
    public static partial void CannotMeasure(ILogger logger, Exception exception);

    [LoggerMessage(20, LogLevel.Information, "Dynos run as plain processes: nothing keeps them from each other or from the host")]
    public static partial void RunsPlain(ILogger logger);

    [LoggerMessage(21, LogLevel.Information, "Dynos run sandboxed: {What}")]
    public static partial void RunsSandboxed(ILogger logger, string what);
}
