using Paas.Slugs;
using Paas.Testing;

namespace Paas.Dynos.Local;

/// <summary>A sandboxed dyno does all that a plain one does.</summary>
public class SandboxedDriverTests : DynoDriverConformance
{
    private readonly TemporaryDirectory _directory = new();
    private int _drivers;

    protected virtual int Ports => 31_400;

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
        new(SandboxDrivers.Create(slugs, _directory.Combine($"dynos{_drivers++}"), Ports, Configure));

    protected virtual void Configure(LocalProcessOptions options)
    {
    }

    protected override ValueTask<string> PackAsync(ISlugStore slugs, IReadOnlyDictionary<string, string> files) => SandboxDrivers.PackAsync(slugs, files);
}
