using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Paas.Crashes;

/// <content>Kills of a host whose dynos outlive it: they keep their processes, and requests reach them again as soon as there is a router.</content>
internal sealed partial class KillWorld
{
    private readonly bool _outlive;
    private readonly int _port = FreePort();
    private readonly HttpClient _requests = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly List<Restart> _restarts = [];

    /// <summary>How long the app could not be reached after the restarts, in numbers.</summary>
    public string Restarts => _restarts.Count == 0 ? "no kills at rest" : string.Create(CultureInfo.InvariantCulture,
        $"{_restarts.Count} kills at rest, {_restarts.Sum(static restart => restart.Dynos)} dynos kept their processes; first 200 after the start of the process: {Describe(static restart => restart.Answered)}; of that the host's own boot: {Describe(static restart => restart.Boot)}; processor time of the host until then: {Describe(static restart => restart.Processor)}");

    /// <summary>
    /// Nothing is being changed, so every dyno must be there afterwards as it was: same id, same processes. Now and then the
    /// host dies once more while it takes them over.
    /// </summary>
    private async Task KillAtRestAsync(int kill)
    {
        var before = Processes();
        Assert.NotEmpty(before);
        await Task.Delay(_random.Next(0, 300), _cancellation);
        Note($"kill {kill} at rest");
        await _host!.KillAsync(_cancellation);
        _host.Dispose();
        while (_random.Next(4) == 0)
        {
            _killedAtStart++;
            using var stillborn = Launch();
            await Task.Delay(_random.Next(50, 1_500), _cancellation);
            await stillborn.KillAsync(_cancellation);
        }

        await MeasureStartAsync(before.Count);
        foreach (var tenant in _tenants)
            await VerifyAsync(tenant);
        await VerifyNothingIsLeftAsync();
        Assert.Equal(before, Processes());
    }

    /// <summary>A stop in good order leaves the dynos, too; at last they are scaled away.</summary>
    private async Task StopAndStartAsync()
    {
        foreach (var tenant in _tenants)
            await VerifyAsync(tenant);
        var before = Processes();
        await _host!.StopAsync(_cancellation);
        Assert.Equal(before, Processes());
        _host.Dispose();
        await MeasureStartAsync(before.Count);
        Assert.Equal(before, Processes());
        foreach (var tenant in _tenants)
            Assert.NotNull(await _host.TryAsync("scale", tenant.Name, "0", _cancellation));
        await EventuallyAsync(() => Task.FromResult(Processes() is { Count: > 0 } left ? $"{string.Join(", ", left)} still run" : null));
    }

    private async Task MeasureStartAsync(int dynos)
    {
        var started = Stopwatch.GetTimestamp();
        _host = Launch();
        var ready = _host.ReadyAsync(_cancellation);
        while (!await AnswersAsync(_tenants[0].Name))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{_tenants[0].Name} does not answer:\n{Story}");
            if (ready.IsFaulted)
                await ready;
            await Task.Delay(5, _cancellation);
        }

        var (answered, processor) = (Stopwatch.GetElapsedTime(started), _host.ProcessorTime);
        await ready;
        _restarts.Add(new Restart(answered, _host.Boot, processor, dynos));
    }

    private async Task<bool> AnswersAsync(string app)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_port}/") { Headers = { Host = $"{app}.localhost" } };
            using var response = await _requests.SendAsync(request, _cancellation);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException) // the latter where it dies while connecting
        {
            return false;
        }
    }

    private List<(int Pid, string Dyno)> Processes() => [.. DynoScan.Find(Ids).Order()];

    private string Describe(Func<Restart, TimeSpan> part)
    {
        var sorted = _restarts.Select(part).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"median {sorted[sorted.Count / 2].TotalMilliseconds:0} ms, p90 {sorted[sorted.Count * 9 / 10].TotalMilliseconds:0} ms, most {sorted[^1].TotalMilliseconds:0} ms");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Restart(TimeSpan Answered, TimeSpan Boot, TimeSpan Processor, int Dynos);
}
