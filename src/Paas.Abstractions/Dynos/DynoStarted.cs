using System.Net;

namespace Paas;

/// <summary>The process runs.</summary>
/// <param name="DynoId">The run.</param>
/// <param name="Address">Where its <c>$PORT</c> can be reached once it listens; null when it has none.</param>
/// <param name="Command">The command with <c>$PORT</c> expanded, for "Starting process with command …".</param>
public sealed record DynoStarted(Guid DynoId, IPEndPoint? Address, string Command) : DynoEvent(DynoId);
