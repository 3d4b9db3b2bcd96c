using Paas.Testing;

namespace Paas.Docker.Dynos;

public sealed class DockerLimitsTests(DockerDaemon daemon) : DynoLimitsConformance
{
    private readonly string _directory = Directory.CreateTempSubdirectory("paas-docker-test-").FullName;

    public override async ValueTask InitializeAsync()
    {
        await daemon.RequireAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) => new(TestDriver.Create(daemon, slugs, _directory));

    protected override async ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => await TestDriver.PackAsync(slugs, files, Cancellation);
}
