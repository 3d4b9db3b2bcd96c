using Paas.Testing;

namespace Paas.Docker.Dynos;

public sealed class DockerDynoDriverTests(DockerDaemon daemon) : DynoDriverConformance
{
    private readonly List<string> _directories = [];

    protected override bool ReachesLoopback => false;

    public override async ValueTask InitializeAsync()
    {
        await daemon.RequireAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var directory in _directories)
            Directory.Delete(directory, recursive: true);
    }

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs)
    {
        var directory = Directory.CreateTempSubdirectory("paas-docker-test-").FullName;
        _directories.Add(directory);
        return new(TestDriver.Create(daemon, slugs, directory));
    }

    protected override async ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => await TestDriver.PackAsync(slugs, files, Cancellation);
}
