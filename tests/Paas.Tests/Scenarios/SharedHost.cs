using Paas.Hosting;
using Paas.Pushes;

namespace Paas.Scenarios;

/// <summary>One host for all tests of a class.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal RealPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Platform = await RealPlatform.StartAsync(configure: PushMeasurement.Configure);

    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
