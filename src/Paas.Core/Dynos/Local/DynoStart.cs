using System.Collections.Immutable;
using System.Runtime.Versioning;
using Paas.Slugs;

namespace Paas.Dynos.Local;

/// <summary>Brings a dyno from its spec to a process behind its gate.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DynoStart(DynoSpec spec, DynoHost host, CancellationToken stopped)
{
    /// <summary>Whether this dyno is to outlive the host. Builds, and dynos with somebody at them, have nobody left without it.</summary>
    public bool Outlives => host.Options.OutliveHost && spec is { Type: not "build", Attachment: null, Inside: null };

    /// <summary>Makes a place and fills its home.</summary>
    /// <param name="made">Gets the place as soon as there is something to take down.</param>
    /// <exception cref="CannotStartException">It cannot be made.</exception>
    /// <exception cref="SlugChecksumException">The slug was damaged.</exception>
    public async Task<DynoPlace> PrepareAsync(Action<DynoPlace> made)
    {
        if (spec.Directory is { } inPlace && !Directory.Exists(inPlace))
            throw new CannotStartException($"Its directory '{inPlace}' does not exist.");
        host.Directories.Create(spec.Id);
        var place = host.Places.Create(Context(spec, host));
        made(place);
        if (spec.Directory is null)
            await UnpackAsync(place);
        place.Prepare();
        return place;
    }

    public static PlaceContext Context(DynoSpec spec, DynoHost host) => new(spec.Id, host.Directories.PathOf(spec.Id), host.Table, host.Clock)
    {
        InPlace = spec.Directory,
        Writable = spec.WritableDirectories,
        Mounts = spec.Mounts,
        Size = spec.Size,
        Name = spec.Name,
    };

    /// <summary>What the process of the dyno is to be.</summary>
    public SpawnRequest Request(DynoPlace place, IReadOnlyList<string> environment) => place.Wrap(new SpawnRequest(
        Arguments(place, sourceProfiles: spec.SlugDigest is not null), environment, place.Home));

    /// <summary>What it is to be beside the processes of another dyno.</summary>
    public SpawnRequest RequestInside(LiveDyno other, IReadOnlyList<string> environment) => other.Place.WrapInside(
        new SpawnRequest(Arguments(other.Place, other.SourcesProfiles), environment, other.Place.Home), other.Processes);

    /// <summary>Starts the process, up to its gate.</summary>
    /// <exception cref="CannotStartException">It cannot be started.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The system refuses.</exception>
    public async Task<DynoChild> SpawnAsync(SpawnRequest request, DynoPlace place)
    {
        if (Outlives)
            return await SupervisedChild.StartAsync(spec.Id, request, host);
        var shell = DynoShell.GateShell(host.Path);
        if (spec.Attachment is not { } attachment)
            return Direct(ProcessSpawner.Spawn(shell, request));
        if (attachment.Terminal is not null && !OperatingSystem.IsLinux())
            throw new CannotStartException("Terminals need Linux; attach to the dyno without one.");
        var terminal = attachment.Terminal is { } size ? PseudoTerminal.Open(size, host.Readiness.Value) : null;
        try
        {
            if (terminal is not null)
                place.Owner?.Take(terminal.Path);
            return Direct(ProcessSpawner.SpawnAttached(shell, request, terminal, controlling: !place.StandsBefore));
        }
        catch
        {
            terminal?.Dispose();
            throw;
        }
    }

    /// <summary>What a later host has to know.</summary>
    public ProcessRecord Record(DynoChild child, DynoPlace place, int? port, DateTimeOffset startedAt) =>
        new(child.Leader.Pid, child.Leader.Start, host.Table.BootId)
        {
            // Inside of another dyno the place is that one's, and is not taken down with this one.
            Place = spec.Inside is null ? place.Record : null,
            Supervisor = child.Supervisor,
            Spec = child.Supervisor is null ? null : spec with { Environment = ImmutableSortedDictionary<string, string>.Empty },
            StartedAt = startedAt,
            Port = port,
        };

    private IReadOnlyList<string> Arguments(DynoPlace place, bool sourceProfiles)
    {
        var arguments = DynoShell.Arguments(spec.Command, host.Path, sourceProfiles);
        return spec.Attachment is { Terminal: not null } && place.StandsBefore
            ? [DynoShell.SessionStarter(host.Path), "--ctty", .. arguments]
            : arguments;
    }

    private DirectChild Direct(SpawnedProcess process) => new(process, host.Table, host.Exits);

    private async Task UnpackAsync(DynoPlace place)
    {
        var home = Directory.CreateDirectory(place.HostHome).FullName;
        // Writing files holds a thread.
        await host.Unpacking.WaitAsync(stopped);
        try
        {
            if (!await host.Homes.FillAsync(spec, host.Directories.PathOf(spec.Id), home, place.Owner, stopped))
                throw new CannotStartException($"Slug {spec.SlugDigest} is not in the slug store; deploy again.");
        }
        finally
        {
            host.Unpacking.Release();
        }
    }
}
