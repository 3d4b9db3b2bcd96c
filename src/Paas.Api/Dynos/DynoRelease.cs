namespace Paas.Api.Dynos;

/// <summary>The release that a dyno runs.</summary>
internal sealed record DynoRelease(Guid Id, int Version);
