namespace Paas.Git.Objects;

/// <summary>Objects that are damaged, incomplete or forbidden. The message is shown to the git client.</summary>
internal sealed class GitDataException(string message) : Exception(message);
