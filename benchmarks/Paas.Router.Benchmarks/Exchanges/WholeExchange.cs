using System.Text;
using BenchmarkDotNet.Attributes;
using Paas.Heads;

namespace Paas.Exchanges;

/// <summary>
/// All that the router does for a request but system calls: wake up, parse, route, pick, rewrite, relay, count, back again.
/// </summary>
[MemoryDiagnoser]
public class WholeExchange
{
    private const string Fields = "HTTP/1.1 200 OK\r\nServer: app\r\nDate: Wed, 25 Nov 2026 19:00:00 GMT\r\nContent-Type: text/html\r\n";
    private static readonly byte[] Plain = Encoding.ASCII.GetBytes(Fields + "Content-Length: 100\r\n\r\n" + new string('x', 100));
    private static readonly byte[] Chunked = Encoding.ASCII.GetBytes(Fields + "Transfer-Encoding: chunked\r\n\r\n64\r\n" + new string('x', 100) + "\r\n0\r\n\r\n");
    private readonly MemoryConnection _one = new();
    private readonly MemoryConnection _other = new();
    private InMemoryRouter _silent = null!;
    private InMemoryRouter _logging = null!;

    [GlobalSetup]
    public void Setup()
    {
        _silent = new InMemoryRouter(null);
        _logging = new InMemoryRouter(new NoSink());
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _silent.Dispose();
        _logging.Dispose();
    }

    /// <summary>What the connections themselves cost: the same bytes copied over, unseen.</summary>
    [Benchmark(Baseline = true)]
    public long CopyOnly()
    {
        Copy(_one, _other, SampleHeads.Request);
        Copy(_other, _one, Plain);
        return _one.Sent;
    }

    [Benchmark]
    public long ContentLength() => _silent.Exchange(SampleHeads.Request, Plain);

    [Benchmark]
    public long Chunks() => _silent.Exchange(SampleHeads.Request, Chunked);

    [Benchmark]
    public long WithRequestLine() => _logging.Exchange(SampleHeads.Request, Plain);

    private static void Copy(MemoryConnection from, MemoryConnection to, byte[] bytes)
    {
        from.Receive(int.MaxValue);
        from.Deliver(bytes);
        from.Receive(int.MaxValue);
        to.Write(from.Input);
        from.Consume(from.Input.Length);
        to.Flush();
    }

    private sealed class NoSink : ILogSink
    {
        public void Write(LogLine line)
        {
        }
    }
}
