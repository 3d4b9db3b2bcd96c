using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>Sandboxed dynos outlive the host with their users, limits and networks.</summary>
public sealed class SandboxAdoptionTests : DynoAdoptionConformance
{
    private readonly TemporaryDirectory _directory = new();

    private string Root => _directory.Combine("dynos");

    public override async ValueTask InitializeAsync()
    {
        SandboxDrivers.SkipWherePossibleNowhere();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        // Those of the test that still run are ended by a host that re-adopts none.
        await base.DisposeAsync();
        await using (var driver = SandboxDrivers.Create(Slugs, Root, 32_400, static options => options.Sandbox.OwnNetwork = true))
            await driver.WatchAsync(CancellationToken.None).FirstAsync(static dynoEvent => dynoEvent is DynosReplayed, CancellationToken.None);
        _directory.Dispose();
    }

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) => new(SandboxDrivers.Create(slugs, Root, 32_400, static options =>
    {
        options.OutliveHost = true;
        options.Sandbox.OwnNetwork = true;
    }));

    protected override ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => SandboxDrivers.PackAsync(slugs, files);

    protected override async ValueTask<IDynoDriver> OpenAgainAsync(IDynoDriver driver, Func<Task> meanwhile)
    {
        await ((LocalProcessDriver)driver).DisposeAsync();
        await meanwhile();
        return await CreateDriverAsync(Slugs);
    }
}
