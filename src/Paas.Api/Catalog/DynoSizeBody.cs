using Paas.Api.Json;

namespace Paas.Api.Catalog;

/// <summary>A dyno size. It costs nothing here.</summary>
internal sealed record DynoSizeBody(
    Guid Id, string Name, int Compute, DynoSizeCost Cost, bool Dedicated, int DynoUnits, double Memory, bool PrivateSpaceOnly,
    int PreciseDynoUnits, NamedReference Generation)
{
    private const double Gigabyte = 1024d * 1024 * 1024;

    public static DynoSizeBody From(DynoSize size) => new(
        DerivedId.Of("dyno-size", size.Name), size.DisplayName, size.CpuShares, new DynoSizeCost(0, "month"), size.MaxMemoryRatio <= 1, 0,
        size.Memory / Gigabyte, PrivateSpaceOnly: false, 0, Generations.Cedar);
}
