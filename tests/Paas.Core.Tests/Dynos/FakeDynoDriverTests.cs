using System.Collections.Immutable;
using Paas.Testing;

namespace Paas.Dynos;

public sealed class FakeDynoDriverTests
{
    private readonly FakeDynoDriver _driver = new();

    [Fact]
    public async Task Start_Throws_NothingRuns()
    {
        _driver.OnStart = static _ => throw new InvalidOperationException("bug");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _driver.StartAsync(Spec(), TestContext.Current.CancellationToken).AsTask());

        Assert.Empty(_driver.Running);
        Assert.True(_driver.IsDrained);
    }

    [Fact]
    public async Task Exit_Twice_IsToldOnce()
    {
        _driver.OnStart = static dyno => dyno.Exit(0);
        _driver.OnStart += static dyno => dyno.Exit(1);
        var spec = Spec();
        await _driver.StartAsync(spec, TestContext.Current.CancellationToken);
        _driver.OnStart = static dyno => dyno.Start();
        await _driver.StartAsync(Spec(), TestContext.Current.CancellationToken);

        var events = await _driver.WatchAsync(TestContext.Current.CancellationToken).Skip(1).Take(2).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([new DynoExited(spec.Id, 0), events[1]], events);
        Assert.IsType<DynoStarted>(events[1]);
    }

    private static DynoSpec Spec() => new()
    {
        Id = Guid.NewGuid(),
        AppId = Guid.NewGuid(),
        Name = "web.1",
        Type = "web",
        Command = "serve",
        Environment = ImmutableSortedDictionary<string, string>.Empty,
        NeedsPort = true,
    };
}
