using System.Globalization;
using System.Net.Sockets;
using Xunit;

namespace Paas.Testing;

public abstract partial class DynoDriverConformance
{
    /// <summary>A web dyno is told to listen on its port as soon as it does, and it can be reached there.</summary>
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    public async Task Port_IsBound_IsReportedAndReachable(string address)
    {
        var spec = await WebAsync(Listen(address, "$PORT"));
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);

        var reachable = ReachesLoopback || address != "127.0.0.1";
        var listening = await Events.WaitAsync<DynoListening>(spec.Id, listening => !listening.Endpoints.IsEmpty && listening.OnPort == reachable, Cancellation);
        var started = await Events.WaitAsync<DynoStarted>(spec.Id, null, Cancellation);

        Assert.NotNull(started.Address);
        if (reachable)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(started.Address, Cancellation);
        }

        var port = (await Events.WaitAsync<DynoOutput>(spec.Id, null, Cancellation)).Line;
        if (ReportsEndpoints)
            Assert.Equal([$"{address}:{port}"], listening.Endpoints);
        await StopAsync(spec);
    }

    /// <summary>The command for the log has the port in place of its name.</summary>
    [Fact]
    public async Task Port_InCommand_IsExpandedForTheLog()
    {
        var spec = await WebAsync("echo $PORT and ${PORT} but not $PORTAL");

        await RunAsync(spec);

        var command = Events.Of(spec.Id).OfType<DynoStarted>().Single().Command;
        var port = Events.LinesOf(spec.Id)[0].Split(' ')[0];
        Assert.Equal($"echo {port} and {port} but not $PORTAL", command);
    }

    /// <summary>Dynos side by side have different ports.</summary>
    [Fact]
    public async Task Port_OfTwoDynos_Differs()
    {
        var first = await WebAsync(Listen(ReachableAddress, "$PORT"));
        var second = first with { Id = Guid.NewGuid(), Name = "web.2" };
        _ = Events;
        await Driver.StartAsync(first, Cancellation);
        await Driver.StartAsync(second, Cancellation);

        await Events.WaitAsync<DynoListening>(first.Id, listening => listening.OnPort, Cancellation);
        await Events.WaitAsync<DynoListening>(second.Id, listening => listening.OnPort, Cancellation);

        var addresses = new[] { first, second }.Select(spec => Events.Of(spec.Id).OfType<DynoStarted>().Single().Address);
        Assert.Equal(2, addresses.Distinct().Count());
        await StopAsync(first);
        await StopAsync(second);
    }

    /// <summary>A child that listens counts as the dyno.</summary>
    [Fact]
    public async Task Port_BoundByChild_IsReported()
    {
        var spec = await WebAsync($"({Listen(ReachableAddress, "$PORT")}) & wait");
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);

        await Events.WaitAsync<DynoListening>(spec.Id, listening => listening.OnPort, Cancellation);

        await StopAsync(spec);
    }

    /// <summary>A dyno that binds another port is not taken for listening; what it bound is told.</summary>
    [Fact]
    public async Task Port_AnotherIsBound_IsToldAsEvidence()
    {
        var spec = await WebAsync(Listen("127.0.0.1", "0"));
        _ = Events;
        await Driver.StartAsync(spec, Cancellation);
        var bound = await Events.WaitAsync<DynoOutput>(spec.Id, null, Cancellation);

        if (ReportsEndpoints)
        {
            var listening = await Events.WaitAsync<DynoListening>(spec.Id, null, Cancellation);
            Assert.Equal([$"127.0.0.1:{bound.Line}"], listening.Endpoints);
        }

        await StopAsync(spec);
        Assert.DoesNotContain(Events.Of(spec.Id), dynoEvent => dynoEvent is DynoListening { OnPort: true });
    }

    /// <summary>A dyno that binds nothing is never reported to listen.</summary>
    [Fact]
    public async Task Port_NeverBound_IsNotReported()
    {
        var spec = await WebAsync("echo ready; sleep 300");

        await StopWhenReadyAsync(spec, Grace);

        Assert.Empty(Events.Of(spec.Id).OfType<DynoListening>());
    }

    /// <summary>A dyno without a port has no address.</summary>
    [Fact]
    public async Task Port_NotNeeded_IsNotGiven()
    {
        var spec = await SpecAsync("echo port=$PORT");

        await RunAsync(spec);

        Assert.Null(Events.Of(spec.Id).OfType<DynoStarted>().Single().Address);
    }
}
