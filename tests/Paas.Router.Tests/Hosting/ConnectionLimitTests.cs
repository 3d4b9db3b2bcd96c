namespace Paas.Hosting;

public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData(100_000, 20_000, 15_000)]
    [InlineData(100, 20_000, 100)]
    [InlineData(100_000, long.MaxValue, 100_000)]
    [InlineData(100_000, 0, 1)]
    public void ConnectionsWithin_Descriptors_LeavesAQuarter(int wanted, long descriptors, int expected) =>
        Assert.Equal(expected, new RouterOptions { MaxConnections = wanted }.ConnectionsWithin(descriptors));

    [Fact]
    public async Task Start_OptionsBeyondTheSystem_TakesWhatTheSystemAllows()
    {
        await using var router = new HttpRouter(new RouterOptions { MaxConnections = int.MaxValue });
        Assert.True(router.Context.MaxConnections <= EventLoop.MaxDescriptors);
        Assert.True(router.Context.MaxConnections > 0);
    }
}
