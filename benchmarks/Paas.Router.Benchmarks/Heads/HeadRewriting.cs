using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Paas.Forwarding;

namespace Paas.Heads;

/// <summary>From a parsed head to the bytes that the dyno gets.</summary>
[MemoryDiagnoser]
public class HeadRewriting
{
    private static readonly byte[] Id = "0af7651916cd43dd8448eb211c80319c"u8.ToArray();
    private readonly HttpLimits _limits = new();
    private readonly ByteBuffer _output = new();
    private readonly ClientFacts _client = new(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 4711), new IPEndPoint(IPAddress.Loopback, 80), isTls: false);
    private readonly List<(string Name, string Value)> _fields = [];
    private HttpRequestParser _parser = null!;
    private HttpRequestFacts _facts;

    [GlobalSetup]
    public void Setup()
    {
        _parser = new HttpRequestParser(_limits);
        _parser.Parse(SampleHeads.Request);
        HttpRequestReader.Read(_parser.Head, SampleHeads.Request, _limits, out _facts);
        foreach (var header in _parser.Head.Headers)
            _fields.Add((Encoding.ASCII.GetString(header.Name(SampleHeads.Request)), Encoding.ASCII.GetString(header.Value(SampleHeads.Request))));
    }

    [Benchmark(Baseline = true)]
    public int Strings()
    {
        var text = new StringBuilder("GET /articles/2026/how-routers-work?page=2&sort=newest HTTP/1.1\r\n");
        foreach (var (name, value) in _fields)
        {
            if (name is not ("Connection" or "X-Request-ID"))
                text.Append(name).Append(": ").Append(value).Append("\r\n");
        }
        text.Append("Connection: keep-alive\r\nX-Forwarded-For: ").Append("203.0.113.9").Append("\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Port: ")
            .Append(80).Append("\r\nX-Request-ID: 0af7651916cd43dd8448eb211c80319c\r\nX-Request-Start: ").Append(1_700_000_000_000)
            .Append("\r\nVia: 1.1 heroku-router\r\n\r\n");
        return Encoding.ASCII.GetBytes(text.ToString()).Length;
    }

    [Benchmark]
    public int Paas()
    {
        _output.Clear();
        RequestHeadWriter.Write(
            _output, _parser.Head, SampleHeads.Request, _facts, _client, Id, 1_700_000_000_000, trustForwardedProto: false, RouteSettings.Default, null);
        return _output.Length;
    }
}
