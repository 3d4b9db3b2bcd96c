using System.Buffers;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace Paas.Heads;

/// <summary>From bytes to a head whose meaning is known.</summary>
[MemoryDiagnoser]
public class HeadParsing
{
    private readonly HttpLimits _limits = new();
    private readonly HttpParser<KestrelHandler> _kestrel = new();
    private readonly ReadOnlySequence<byte> _sequence = new(SampleHeads.Request);
    private HttpRequestParser _parser = null!;

    [GlobalSetup]
    public void Setup() => _parser = new HttpRequestParser(_limits);

    [Benchmark(Baseline = true)]
    public int Kestrel()
    {
        var reader = new SequenceReader<byte>(_sequence);
        var handler = new KestrelHandler();
        if (!_kestrel.ParseRequestLine(handler, ref reader) || !_kestrel.ParseHeaders(handler, ref reader))
            throw new InvalidOperationException("The head was not taken.");
        return handler.Seen;
    }

    [Benchmark]
    public int Paas()
    {
        _parser.Reset();
        if (_parser.Parse(SampleHeads.Request) != HttpParseStatus.Done)
            throw new InvalidOperationException("The head was not taken.");
        return _parser.Head.Headers.Length;
    }

    [Benchmark]
    public HttpError PaasAndMeaning()
    {
        _parser.Reset();
        _parser.Parse(SampleHeads.Request);
        return HttpRequestReader.Read(_parser.Head, SampleHeads.Request, _limits, out _);
    }

    [Benchmark]
    public int Strings()
    {
        var lines = System.Text.Encoding.ASCII.GetString(SampleHeads.Request).Split("\r\n");
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                fields[line[..colon]] = line[(colon + 1)..].Trim();
        }
        return fields.Count + lines[0].Split(' ').Length;
    }
}
