using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Formations;
using Paas.Releases;

namespace Paas.Dynos;

/// <summary>Derives a one-off dyno from what was asked for.</summary>
internal sealed class OneOffSpecs(DynoSizes sizes, IOptions<PaasOptions> options, Random random, TimeProvider time)
{
    /// <exception cref="PaasException"><see cref="PaasErrors.NotFound"/>: the dyno that it should run inside of does not run.</exception>
    public (Dyno Dyno, DynoSpec Spec) Derive(AppModel model, ReleaseDocument release, string type, RunRequest request, Guid id)
    {
        var now = time.GetUtcNow();
        var slug = release.Release.Slug!;
        var inside = request.Inside is null ? null : FindRunning(model, request.Inside);
        var size = request.Size is not null ? sizes.Find(request.Size) : sizes.FindStored(inside?.Size ?? DefaultSize(model));
        var dyno = new Dyno
        {
            Id = id,
            Name = NewName(model, type),
            Type = type,
            Command = Substitute(request.Command, slug.ProcessTypes),
            Size = size.Name,
            Release = inside?.Release ?? release.Release.Version,
            State = DynoState.Starting,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var spec = new DynoSpec
        {
            Id = id,
            AppId = model.App.Id,
            Name = dyno.Name,
            Type = type,
            Command = dyno.Command,
            Environment = ReleaseEnvironment.Derive(model.App, release.Release, id, options.Value.BaseDomain, release.Config).SetItems(request.Environment),
            SlugDigest = inside is null ? slug.Digest : null,
            SlugPacks = inside is null ? slug.Packs : [],
            Image = inside is null ? slug.ImageOf(type) : null,
            Stack = inside is null ? slug.Stack : null,
            Mounts = inside is null ? slug.Mounts : [],
            Inside = inside?.Id,
            Attachment = request.Attach,
            LosslessOutput = true,
            Size = size,
            Release = dyno.Release,
        };
        return (dyno, spec);
    }

    /// <summary>Eco and basic dynos do not mix with others.</summary>
    private static string DefaultSize(AppModel model) =>
        model.Document.Formation.Values.Select(static entry => entry.Size).FirstOrDefault(static size => size is "eco" or "basic") ?? DynoSize.Default.Name;

    /// <summary>The newest running dyno of a name.</summary>
    private static (Guid Id, string Size, int Release)? FindRunning(AppModel model, string name)
    {
        var dyno = model.Dynos.Where(dyno => dyno.Name == name && dyno.Phase is DynoPhase.Up or DynoPhase.Listening).MaxBy(static dyno => dyno.StartedAt);
        if (dyno is not null)
            return (dyno.Id, dyno.Size, dyno.Release);
        var oneOff = model.OneOffs.FirstOrDefault(dyno => dyno.Name == name && dyno.State == DynoState.Up);
        return oneOff is not null
            ? (oneOff.Id, oneOff.Size, oneOff.Release)
            : throw new PaasException(PaasErrors.NotFound, $"No dyno '{(name.Length > 60 ? name[..60] + "..." : name)}' of app {model.App.Name} is up. See which are, and try again.");
    }

    /// <summary>A first word that is a process type stands for that type's command.</summary>
    private static string Substitute(string command, ImmutableSortedDictionary<string, string> types)
    {
        var trimmed = command.TrimStart();
        var end = trimmed.IndexOf(' ', StringComparison.Ordinal);
        var first = end < 0 ? trimmed : trimmed[..end];
        return types.TryGetValue(first, out var full) ? end < 0 ? full : full + trimmed[end..] : command;
    }

    private string NewName(AppModel model, string type)
    {
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{type}.{random.Next(1, 10_000)}");
            if (!model.OneOffs.Any(dyno => dyno.Name == name) && !model.Dynos.Any(dyno => dyno.Name == name))
                return name;
        }
    }
}
