namespace Paas.Git.Pushes;

/// <summary>The commit cannot be built; the lines tell the pusher why.</summary>
internal sealed class PushRefusedException(string message) : Exception(message);
