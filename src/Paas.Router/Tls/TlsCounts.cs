namespace Paas.Tls;

/// <summary>How handshakes ended, since the router was made.</summary>
internal sealed class TlsCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<TlsEnd>().Length];

    /// <summary>How a metric names it.</summary>
    public static string Name(TlsEnd end) => end switch
    {
        TlsEnd.Done => "done",
        TlsEnd.NotTls => "not_tls",
        TlsEnd.UnknownName => "unknown_name",
        TlsEnd.TimedOut => "timed_out",
        TlsEnd.Refused => "refused",
        _ => "failed",
    };

    public void Add(TlsEnd end) => Interlocked.Increment(ref _counts[(int)end]);

    public long Of(TlsEnd end) => Interlocked.Read(ref _counts[(int)end]);
}
