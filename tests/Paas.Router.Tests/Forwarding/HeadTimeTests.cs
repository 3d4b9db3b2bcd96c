using System.Text;
using Paas.Fuzzing.Checks;
using Paas.Harness;

namespace Paas.Forwarding;

/// <summary>How long a head may take, over a connection in memory: a byte that is fed has been dealt with when the call returns.</summary>
public sealed class HeadTimeTests
{
    [Theory]
    [InlineData(59, 59, true)]
    [InlineData(0, 59, true)]
    [InlineData(59, 60, false)]
    [InlineData(0, 60, false)]
    public async Task Head_HasItsTimeFromItsFirstByte(int idle, int taken, bool isAnswered)
    {
        await using var router = await TestRouter.StartAsync();
        using var end = new MemoryEnd(new Random(1));
        using var connection = new ClientConnection(router.Router.Context, null, end, new ClientFacts(null, null, isTls: false));
        router.Router.Context.Clients.TryAdd(connection);
        var served = connection.RunAsync();
        router.Time.Advance(TimeSpan.FromSeconds(idle));
        foreach (var part in new[] { "GET / HTTP/1.1\r\n", "Host:", " nobody.localhost\r\n" })
            end.Feed(Encoding.ASCII.GetBytes(part));
        router.Time.Advance(TimeSpan.FromSeconds(taken));
        if (!isAnswered)
        {
            // The heartbeat has posted the flow to the pool.
            await served.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(0, end.Received.Length);
            return;
        }
        end.Feed("\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 404 ", Encoding.ASCII.GetString(end.Received), StringComparison.Ordinal);
        end.FeedEnd();
        await served.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
