namespace Paas.Fetching;

/// <summary>Connects to any address.</summary>
internal sealed class OpenGitTransport() : GitTransport(guarded: false);
