namespace Paas.Tls;

/// <summary>How handshakes ended, since the router was made.</summary>
internal sealed class TlsCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<TlsEnd>().Length];

    public void Add(TlsEnd end) => Interlocked.Increment(ref _counts[(int)end]);

    public long Of(TlsEnd end) => Interlocked.Read(ref _counts[(int)end]);
}
