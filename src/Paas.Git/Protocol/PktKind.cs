namespace Paas.Git.Protocol;

/// <summary>Kinds of packets.</summary>
internal enum PktKind
{
    Data,
    Flush,
    Delimiter,
    ResponseEnd,
}
