using System.Collections.Concurrent;
using System.Net;

namespace Paas.Hosting;

/// <summary>
/// A steady stream of requests to one app: over kept connections and over a new one for each, GET and POST with bodies of
/// known length and chunked. A failed request, a wrong answer and a kept connection that was closed are all counted.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int KeptConnections = 3;
    private static readonly TimeSpan _defaultPace = TimeSpan.FromMilliseconds(5);

    private readonly Uri _url;
    private readonly TimeSpan _pace;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<HttpClient> _clients = [];
    private readonly Task _workers;
    private Phase _phase = new();
    private int _kept;

    /// <param name="url">What is requested.</param>
    /// <param name="echoes">Whether the app takes POST and ends its answer with the number of bytes received.</param>
    /// <param name="pace">How long each worker rests between two requests.</param>
    public SteadyLoad(Uri url, bool echoes, TimeSpan? pace = null)
    {
        (_url, _pace) = (url, pace ?? _defaultPace);
        List<Task> workers = [];
        for (var i = 0; i < KeptConnections; i++)
        {
            var client = Add(() => Interlocked.Increment(ref _kept));
            var body = i; // one worker only reads, one sends small bodies, one sends large chunked ones
            workers.Add(Task.Run(() => RepeatAsync(client, close: false, echoes ? body : 0)));
        }

        workers.Add(Task.Run(() => RepeatAsync(Add(null), close: true, 0)));
        if (echoes)
            workers.Add(Task.Run(() => RepeatAsync(Add(null), close: true, 1)));
        _workers = Task.WhenAll(workers);
    }

    /// <summary>Waits until requests of every worker were answered since the last call of <see cref="NextPhase"/>.</summary>
    public Task FlowsAsync(int requests = 50) =>
        Eventually.HoldsAsync("A stream of requests", _ => Task.FromResult(_phase.Sent >= requests));

    /// <summary>Waits until an answer of the present phase begins with the text.</summary>
    public Task SeesAsync(string text) =>
        Eventually.HoldsAsync(
            $"An answer '{text}'",
            _ => Task.FromResult(_phase.Report().Saw(text)),
            () => Task.FromResult(string.Join('\n', _phase.Report().Answers.Keys.Concat(_phase.Report().Failures.Take(10)))));

    /// <summary>Ends a phase and begins the next; requests in flight count for the one in which they end.</summary>
    public LoadReport NextPhase() => Interlocked.Exchange(ref _phase, new Phase()).Report();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _workers;
        foreach (var client in _clients)
            client.Dispose();
        _stop.Dispose();
    }

    private HttpClient Add(Action? onConnect)
    {
        var client = RealPlatform.CreateClient(onConnect);
        lock (_clients)
            _clients.Add(client);
        return client;
    }

    private async Task RepeatAsync(HttpClient client, bool close, int body)
    {
        while (!_stop.IsCancellationRequested)
        {
            string? failure;
            string? answer = null;
            var kept = Volatile.Read(ref _kept);
            try
            {
                (answer, failure) = await SendAsync(client, close, body);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                failure = $"{e.GetType().Name}: {e.Message} {e.InnerException?.Message}";
            }

            // A client silently repeats a request whose kept connection was closed under it; here that is a failure, too.
            if (failure is null && Volatile.Read(ref _kept) > Math.Max(kept, KeptConnections))
                failure = "A kept connection was closed.";
            Volatile.Read(ref _phase).Add(answer, failure);
            await Task.Delay(_pace);
        }
    }

    private async Task<(string Answer, string? Failure)> SendAsync(HttpClient client, bool close, int body)
    {
        using var request = new HttpRequestMessage(body == 0 ? HttpMethod.Get : HttpMethod.Post, _url);
        request.Headers.ConnectionClose = close;
        var length = body switch { 0 => 0, 1 => 1_000, _ => 100_000 };
        if (body > 0)
            request.Content = new ByteArrayContent(new byte[length]);
        if (body > 1)
            request.Headers.TransferEncodingChunked = true;

        using var response = await client.SendAsync(request);
        var answer = (await response.Content.ReadAsStringAsync()).Trim();
        if (response.StatusCode != HttpStatusCode.OK)
            return (answer, $"{(int)response.StatusCode}: {answer}");
        return body > 0 && !answer.EndsWith($" {length}", StringComparison.Ordinal)
            ? (answer, $"Sent {length} bytes, got '{answer}'.")
            : (body > 0 ? answer[..answer.LastIndexOf(' ')] : answer, null);
    }

    private sealed class Phase
    {
        private readonly ConcurrentDictionary<string, int> _answers = new();
        private readonly ConcurrentQueue<string> _failures = new();
        private int _sent;

        public int Sent => Volatile.Read(ref _sent);

        public void Add(string? answer, string? failure)
        {
            if (failure is not null)
                _failures.Enqueue(failure);
            else if (answer is not null)
                _answers.AddOrUpdate(answer.Split('\n')[0], 1, static (_, count) => count + 1);
            Interlocked.Increment(ref _sent);
        }

        public LoadReport Report() => new(Sent, [.. _failures], new SortedDictionary<string, int>(_answers.ToDictionary(), StringComparer.Ordinal));
    }
}
