namespace Paas.Fuzzing.Reference;

/// <summary>What a head means, as plainly as it can be compared.</summary>
/// <param name="IsAccepted">The message may pass; else all other facts are at their defaults.</param>
/// <param name="Body">How the body ends.</param>
/// <param name="Length">Value of <c>Content-Length</c> as it is passed on, or -1.</param>
/// <param name="KeepAlive">The sender wants to keep the connection.</param>
/// <param name="Upgrade">The request asks for another protocol, and may.</param>
/// <param name="ExpectContinue">The request waits for <c>100 Continue</c>.</param>
/// <param name="Nominated"><c>Connection</c> names further fields.</param>
/// <param name="Host">Value of <c>Host</c>.</param>
/// <param name="Path">What is asked of the host; "" for "/".</param>
internal sealed record ReferenceFacts(
    bool IsAccepted, HttpBodyKind Body = HttpBodyKind.None, long Length = 0, bool KeepAlive = false, bool Upgrade = false,
    bool ExpectContinue = false, bool Nominated = false, string Host = "", string Path = "")
{
    public static ReferenceFacts Refused { get; } = new(false);
}
