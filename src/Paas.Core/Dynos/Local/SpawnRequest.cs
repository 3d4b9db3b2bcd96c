using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>A process to be started.</summary>
/// <param name="Arguments">Program path and arguments.</param>
/// <param name="Environment">The whole environment as <c>NAME=value</c>.</param>
/// <param name="Directory">Working directory.</param>
internal sealed record SpawnRequest(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Directory)
{
    /// <summary>The user that the program becomes, to whom its output is given: one who may not open it has no <c>/dev/stdout</c>. Null for the host's.</summary>
    public FileOwner? Owner { get; init; }
}
