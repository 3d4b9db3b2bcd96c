using System.Collections.Immutable;
using Paas.Access.Sharing;
using Paas.Certificates;
using Paas.Formations;

namespace Paas.Apps;

/// <summary>The durable facts of an app, under <c>app/{id}</c>. Its releases and builds are documents of their own below it.</summary>
internal sealed record AppDocument
{
    public required App App { get; init; }

    /// <summary>Number of the newest release, whatever became of it.</summary>
    public int LastVersion { get; init; }

    /// <summary>Number of the release that runs.</summary>
    public int CurrentVersion { get; init; }

    /// <summary>Config vars, sealed by the secret protector.</summary>
    public byte[] SealedConfig { get; init; } = [];

    /// <summary>The app's buildpacks with user names and passwords of their addresses, sealed likewise; empty when none has any.</summary>
    public byte[] SealedBuildpacks { get; init => field = value ?? []; } = []; // absent in documents of older versions

    public ImmutableSortedDictionary<string, FormationEntry> Formation { get; init; } = ImmutableSortedDictionary<string, FormationEntry>.Empty;

    /// <summary>Who has access besides the owner, by account.</summary>
    public ImmutableSortedDictionary<Guid, AppAccess> Access { get; init => field = value ?? AppAccess.None; } = AppAccess.None; // absent in documents of older versions

    /// <summary>Custom host names and when they were added.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Domains { get; init; } = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    /// <summary>The certificates that custom host names use.</summary>
    public ImmutableSortedDictionary<string, Guid> DomainCertificates { get; init => field = value ?? ImmutableSortedDictionary<string, Guid>.Empty; } = ImmutableSortedDictionary<string, Guid>.Empty; // absent in documents of older versions

    /// <summary>How far automated certificate management is, by host name; absent where it has not begun.</summary>
    public ImmutableSortedDictionary<string, AcmProgress> Acm { get; init => field = value ?? ImmutableSortedDictionary<string, AcmProgress>.Empty; } = ImmutableSortedDictionary<string, AcmProgress>.Empty; // likewise
}
