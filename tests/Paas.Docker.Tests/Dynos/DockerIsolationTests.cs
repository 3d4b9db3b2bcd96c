using Paas.Testing;

namespace Paas.Docker.Dynos;

/// <summary>What hostile apps try, against containers.</summary>
public sealed class DockerIsolationTests(DockerDaemon daemon) : DynoIsolationConformance
{
    private readonly string _directory = Directory.CreateTempSubdirectory("paas-docker-test-").FullName;

    protected override bool ReachesLoopback => false;

    protected override Func<Guid, string> HomeOf => dyno => Path.Combine(_directory, dyno.ToString(), "app");

    protected override IReadOnlySet<string> NotPromised { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        // The first process is the daemon's own init, of the dyno's user and in its namespaces: who rules over it has won nothing.
        "ptrace", "kernel-files", "join-namespace",
        // Only the profiles of daemons from version 23 on forbid it.
        "virtual-machine-socket",
        // The address of the bridge is one of the machine's; what listens on all of them listens there.
        "host-service",
    };

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

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) =>
        new(TestDriver.Create(daemon, slugs, _directory, static docker => docker.TmpSize = docker.SharedMemorySize = 16 << 20));

    protected override async ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => await TestDriver.PackAsync(slugs, files, Cancellation);
}
