using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>Control groups hold dynos to their size.</summary>
public sealed class SandboxLimitsTests : DynoLimitsConformance
{
    private readonly TemporaryDirectory _directory = new();
    private int _drivers;

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
        new(SandboxDrivers.Create(slugs, _directory.Combine($"dynos{_drivers++}"), 31_800));

    protected override ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => SandboxDrivers.PackAsync(slugs, files);
}
