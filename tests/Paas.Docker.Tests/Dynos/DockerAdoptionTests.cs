using Paas.Testing;

namespace Paas.Docker.Dynos;

public sealed class DockerAdoptionTests(DockerDaemon daemon) : DynoAdoptionConformance
{
    private readonly string _directory = Directory.CreateTempSubdirectory("paas-docker-test-").FullName;

    protected override bool ReachesLoopback => false;

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

    /// <summary>As a host that stops in good order.</summary>
    protected override async ValueTask<IDynoDriver> OpenAgainAsync(IDynoDriver driver, Func<Task> meanwhile)
    {
        await ((DockerDynoDriver)driver).DisposeAsync();
        await meanwhile();
        return await CreateDriverAsync(Slugs);
    }
}
