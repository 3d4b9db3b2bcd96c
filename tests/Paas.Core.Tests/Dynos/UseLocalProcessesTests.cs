using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Paas.Dynos.Local;

public sealed class UseLocalProcessesTests
{
    [Fact]
    public void UseLocalProcesses_OverAnotherDriver_ReplacesIt()
    {
        using var services = Build(paas => paas.UseLocalProcesses());

        Assert.IsType<LocalProcessDriver>(services.GetRequiredService<IDynoDriver>());
        Assert.Single(services.GetServices<IDynoDriver>());
        Assert.Equal(Path.Combine("data", "dynos"), services.GetRequiredService<IOptions<LocalProcessOptions>>().Value.RootDirectory);
    }

    [Fact]
    public void UseLocalProcesses_WithSettings_KeepsThem()
    {
        using var services = Build(paas => paas.UseLocalProcesses(local => local.RootDirectory = "/elsewhere"));

        Assert.Equal("/elsewhere", services.GetRequiredService<IOptions<LocalProcessOptions>>().Value.RootDirectory);
    }

    [Fact]
    public void UseLocalProcesses_IllegalSettings_FailsWithTheirNames()
    {
        using var services = Build(paas => paas.UseLocalProcesses(local => local.FirstPort = 0));

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IDynoDriver>);
        Assert.Contains("FirstPort 0", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(Action<IPaasBuilder> compose)
    {
        var services = new ServiceCollection();
        services.Configure<PaasOptions>(options => options.DataDirectory = "data");
        services.AddSingleton<ISlugStore, InMemorySlugStore>();
        services.AddSingleton<IDynoDriver>(_ => throw new InvalidOperationException("The earlier choice."));
        compose(new Builder(services));
        return services.BuildServiceProvider();
    }

    private sealed record Builder(IServiceCollection Services) : IPaasBuilder;
}
