namespace Paas.Dynos.Local;

/// <summary>A process to be started.</summary>
/// <param name="Arguments">Program path and arguments.</param>
/// <param name="Environment">The whole environment as <c>NAME=value</c>.</param>
/// <param name="Directory">Working directory.</param>
internal sealed record SpawnRequest(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Directory);
