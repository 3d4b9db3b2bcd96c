using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>What hostile apps try, against sandboxed dynos that share the network of the host.</summary>
public class SandboxIsolationTests : DynoIsolationConformance
{
    private readonly TemporaryDirectory _directory = new();

    protected override bool OwnNetwork => false;

    protected override Func<Guid, string> HomeOf => dyno => Path.Combine(_directory.Combine("dynos"), dyno.ToString(), "app");

    public override async ValueTask InitializeAsync()
    {
        SandboxDrivers.SkipWherePossibleNowhere();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override ValueTask<IDynoDriver> CreateDriverAsync(ISlugStore slugs) =>
        new(SandboxDrivers.Create(slugs, _directory.Combine("dynos"), OwnNetwork ? 32_200 : 32_000, options =>
        {
            options.Sandbox.TmpSize = options.Sandbox.SharedMemorySize = 16 << 20;
            options.Sandbox.OwnNetwork = OwnNetwork;
        }));

    protected override ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => SandboxDrivers.PackAsync(slugs, files);
}
