namespace Paas.Http2;

/// <summary>What a stream with output waits for.</summary>
internal enum Http2Wait
{
    None,
    Turn,
    StreamWindow,
    ConnectionWindow,
}
