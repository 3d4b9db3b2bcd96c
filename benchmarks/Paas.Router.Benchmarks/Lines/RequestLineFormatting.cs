using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Paas.Forwarding;
using Paas.Heads;
using Paas.RequestLines;

namespace Paas.Lines;

/// <summary>The line in the app's log; the string that the sink gets is the one allocation.</summary>
[MemoryDiagnoser]
public class RequestLineFormatting
{
    private static readonly byte[] Id = "0af7651916cd43dd8448eb211c80319c"u8.ToArray();
    private readonly HttpLimits _limits = new();
    private readonly RequestLine _line = new();
    private readonly ClientFacts _client = new(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 4711), new IPEndPoint(IPAddress.Loopback, 80), isTls: false);
    private HttpRequestParser _parser = null!;
    private HttpRequestFacts _facts;

    [GlobalSetup]
    public void Setup()
    {
        _parser = new HttpRequestParser(_limits);
        _parser.Parse(SampleHeads.Request);
        HttpRequestReader.Read(_parser.Head, SampleHeads.Request, _limits, out _facts);
        if (Paas() != Interpolation())
            throw new InvalidOperationException($"The two lines differ:\n{Paas()}\n{Interpolation()}");
    }

    [Benchmark(Baseline = true)]
    public string Interpolation()
    {
        var bytes = SampleHeads.Request.AsSpan();
        var method = Encoding.ASCII.GetString(_parser.Head.Method(bytes));
        var path = Encoding.ASCII.GetString(_facts.Path(bytes)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var host = Encoding.ASCII.GetString(_facts.Host(bytes));
        var id = Encoding.ASCII.GetString(Id);
        var forwarded = Encoding.ASCII.GetString(_client.Address);
        return $"at=info method={method} path=\"{path}\" host={host} request_id={id} fwd=\"{forwarded}\" dyno=web.1 connect={0}ms service={18}ms status={200} bytes={13} protocol=http1.1 tls=false";
    }

    [Benchmark]
    public string Paas()
    {
        _line.Begin(_parser.Head, SampleHeads.Request, _facts, Id, _client);
        return _line.End(null, "web.1", 0, 18, 200, 13);
    }
}
