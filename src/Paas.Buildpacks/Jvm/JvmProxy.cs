namespace Paas.Jvm;

/// <summary>A proxy for the requests of one protocol.</summary>
internal sealed record JvmProxy(string Protocol, string Host, int Port, string? User, string? Password);
