using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Paas.State;

public sealed class PaasBuilderStateExtensionsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(null, "state/journal")]
    [InlineData("elsewhere", "elsewhere/journal")]
    public void UseFileState_Directory_IsInTheDataDirectory(string? directory, string journal)
    {
        using var services = Compose(builder => builder.UseFileState(directory));

        Assert.IsType<FileStateStore>(services.GetRequiredService<IStateStore>());
        Assert.True(File.Exists(_directory[journal]));
    }

    [Fact]
    public void UseInMemoryState_AfterAnotherChoice_Wins()
    {
        using var services = Compose(builder => builder.UseFileState().UseInMemoryState());

        Assert.IsType<InMemoryStateStore>(services.GetRequiredService<IStateStore>());
        Assert.Empty(Directory.GetFileSystemEntries(_directory.FullName));
    }

    private ServiceProvider Compose(Action<IPaasBuilder> use)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(new PaasOptions { DataDirectory = _directory.FullName }));
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(NullLogger<>)));
        use(new Builder(services));
        return services.BuildServiceProvider();
    }

    private sealed record Builder(IServiceCollection Services) : IPaasBuilder;
}
