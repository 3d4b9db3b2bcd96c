using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Paas.Hosting;

public sealed class RouterBuilderExtensionsTests
{
    private sealed class Builder(IServiceCollection services) : IPaasBuilder
    {
        public IServiceCollection Services => services;
    }

    [Fact]
    public async Task AddRouter_HostedService_StartsAndStops()
    {
        var services = new ServiceCollection();
        var time = new FakeTimeProvider();
        services.AddSingleton<TimeProvider>(time);
        new Builder(services).AddRouter(router => router.Listen(0)).AddRouter();
        await using var provider = services.BuildServiceProvider();
        var router = provider.GetRequiredService<IHttpRouter>();
        Assert.Same(router, provider.GetRequiredService<HttpRouter>());
        Assert.Null(router.Address);
        var service = Assert.Single(provider.GetServices<IHostedService>());
        await service.StartAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(router.Address);
        await service.StopAsync(TestContext.Current.CancellationToken);
        Assert.Null(router.Address);
    }

    [Fact]
    public void AddRouter_BadOptions_AreRefusedByName()
    {
        var services = new ServiceCollection();
        services.AddPaasRouter(router =>
        {
            router.ConnectTimeout = TimeSpan.Zero;
            router.MaxConnectAttempts = 0;
            router.Limits.MaxHeaders = 0;
        });
        using var provider = services.BuildServiceProvider();
        var exception = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Equal(
            [
                "RouterOptions.ConnectTimeout is 00:00:00; it must be above zero and at most a day.",
                "RouterOptions.MaxConnectAttempts is 0; it must be at least 1.",
                "RouterOptions.Limits: MaxHeaders is 0; it must be between 1 and 67108864.",
            ],
            exception.Failures);
    }

    [Fact]
    public void Constructor_BadOptions_Throws() =>
        Assert.Throws<ArgumentException>(() => new HttpRouter(new RouterOptions { IdleTimeout = TimeSpan.Zero }));

    [Fact]
    public void Listen_BadPort_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RouterOptions().Listen(65536));
}
