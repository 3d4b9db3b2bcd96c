namespace Paas.Hosting;

/// <summary>A port that the router has opened.</summary>
internal sealed record RouterListener(SocketListener Socket, bool IsTls);
