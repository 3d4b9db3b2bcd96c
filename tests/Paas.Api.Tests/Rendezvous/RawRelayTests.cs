using Microsoft.Extensions.Time.Testing;
using Paas.Api.Rendezvous;

namespace Paas.Api.Tests.Rendezvous;

public sealed class RawRelayTests : IAsyncDisposable
{
    private readonly FakeConnection _client = new();
    private readonly FakeConnection _dyno = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_UntilTheDynoEnds_CarriesBytesBothWays()
    {
        var relay = new RawRelay(_client, _dyno, _time).RunAsync(Stopping);
        await _client.Sends.WriteAsync(new byte[] { 1, 2, 4 }, Stopping);
        Assert.Equal([1, 2, 4], await _dyno.ReadAsync(3));
        await _dyno.Sends.WriteAsync(new byte[] { 7, 8 }, Stopping);
        await _dyno.Sends.CompleteAsync();

        await relay;

        Assert.Equal([7, 8], await _client.ReadToEndAsync());
    }

    [Fact]
    public async Task Run_WhenTheClientGoes_Ends()
    {
        var relay = new RawRelay(_client, _dyno, _time).RunAsync(Stopping);

        await _client.Sends.CompleteAsync();

        await relay.WaitAsync(TimeSpan.FromSeconds(30), Stopping);
    }

    [Fact]
    public async Task Run_WithoutTerminal_TakesALastByte4ForTheEndOfInput()
    {
        var relay = new RawRelay(_client, _dyno, _time) { HasNoTerminal = true }.RunAsync(Stopping);
        await _client.Sends.WriteAsync(new byte[] { 1, 4 }, Stopping);
        Assert.Equal([1], await _dyno.ReadAsync(1));

        var end = _dyno.ReadToEndAsync();
        await AdvanceUntilAsync(end);

        Assert.Empty(await end);
        await _dyno.Sends.CompleteAsync();
        await relay;
    }

    [Fact]
    public async Task Run_WithoutTerminal_PassesAByte4ThatIsFollowedByMore()
    {
        var relay = new RawRelay(_client, _dyno, _time) { HasNoTerminal = true }.RunAsync(Stopping);
        await _client.Sends.WriteAsync(new byte[] { 1, 4 }, Stopping);
        Assert.Equal([1], await _dyno.ReadAsync(1));
        await _client.Sends.WriteAsync(new byte[] { 5, 4, 6 }, Stopping);

        Assert.Equal([4, 5, 4, 6], await _dyno.ReadAsync(4));
        await _dyno.Sends.CompleteAsync();
        await relay;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _dyno.DisposeAsync();
    }

    private async Task AdvanceUntilAsync(Task task)
    {
        // The relay sets its timer at a moment of its own.
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
