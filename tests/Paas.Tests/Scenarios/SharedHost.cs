using Microsoft.Extensions.DependencyInjection;
using Paas.Engine;
using Paas.Hosting;
using Paas.Jvm;
using Paas.Pushes;

namespace Paas.Scenarios;

/// <summary>One host for all tests of a class.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal RealPlatform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Platform = await RealPlatform.StartAsync(configure: PushMeasurement.Configure ?? Hurry);

    public ValueTask DisposeAsync() => Platform.DisposeAsync();

    /// <summary>Compilers and build tools of the JVM end before its optimising compiler has paid off.</summary>
    private static void Hurry(IServiceCollection services) =>
        services.Configure<EngineOptions>(static options => options.BuildVariables["JAVA_TOOL_OPTIONS"] = DebianMaven.ShortLived);
}
