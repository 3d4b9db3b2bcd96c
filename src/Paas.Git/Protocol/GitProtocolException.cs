namespace Paas.Git.Protocol;

/// <summary>The client said something that is not git's protocol, or more than the limits allow. The message is shown to it.</summary>
internal sealed class GitProtocolException(string message) : Exception(message);
