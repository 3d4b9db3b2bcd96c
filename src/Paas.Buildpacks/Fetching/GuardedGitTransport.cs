namespace Paas.Fetching;

/// <summary>Connects to addresses of the internet only.</summary>
internal sealed class GuardedGitTransport() : GitTransport(guarded: true);
