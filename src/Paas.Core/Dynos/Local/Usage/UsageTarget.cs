namespace Paas.Dynos.Local;

/// <summary>Processes whose use is counted for a dyno: its own, or those of a command inside of it.</summary>
/// <param name="RunId">The run by whose marker the processes are known.</param>
/// <param name="DynoId">The dyno for which they count.</param>
/// <param name="Leader">The main process.</param>
/// <param name="Place">Where they live.</param>
internal sealed record UsageTarget(Guid RunId, Guid DynoId, ProcessEntry Leader, DynoPlace Place);
