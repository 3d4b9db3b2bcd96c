using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Paas.Classic;
using Paas.CloudNative;
using Paas.Fetching;
using Paas.Files;

namespace Paas.Selection;

/// <summary>Fetches what apps and their sources name, and makes classic or Cloud Native buildpacks of it.</summary>
internal sealed class BuildpackResolver(IEnumerable<IBuildpack> builtIn, IOptions<BuildpackOptions> options, IOptions<PaasOptions> paasOptions, TimeProvider time) : IBuildpackResolver
{
    private readonly Dictionary<string, IBuildpack> _builtIn = builtIn.ToDictionary(static buildpack => buildpack.Name, StringComparer.Ordinal);
    private readonly BuildpackOptions _options = options.Value;
    private readonly BuildpackRegistry _registry = new(options.Value);
    private readonly BuildpackStore _store = new(Path.GetFullPath(Path.Combine(paasOptions.Value.DataDirectory, "buildpacks")), options.Value, time);

    public IEnumerable<string> Names => _registry.Names;

    public string? Refuse(string reference)
    {
        Find(reference, out var error);
        return error;
    }

    public BuildpackDeclaration? Read(BuildContext context) => SourceDeclarations.Read(new ConfinedDirectory(context.AppDirectory));

    public async ValueTask<ImmutableArray<IBuildpack>> ResolveAsync(ImmutableArray<string> references, BuildContext context, CancellationToken cancellationToken)
    {
        var buildpacks = ImmutableArray.CreateBuilder<IBuildpack>();
        var group = new List<FetchedBuildpack>();
        foreach (var reference in references)
        {
            if (Find(reference, out var error) is not { } found)
                throw new PaasException(PaasErrors.InvalidParams, error!);

            var fetched = found.Buildpack is null ? await _store.FetchAsync(found.Reference!, context, cancellationToken) : null;
            if (fetched?.IsCloudNative == true)
            {
                group.Add(fetched);
                continue;
            }

            if (fetched?.IsClassic == false)
                throw new PaasException(PaasErrors.InvalidParams, $"{fetched.Name} is no buildpack: it has neither bin/compile nor a buildpack.toml with an api.");

            EndGroup();
            buildpacks.Add(fetched is null ? found.Buildpack! : new ClassicBuildpack(fetched, _options));
        }

        EndGroup();
        var source = new ConfinedDirectory(context.AppDirectory);
        if (buildpacks.Any(static buildpack => buildpack is CloudNativeGroup))
            ProjectDescriptor.Read(source)?.Filter(source);
        return buildpacks.ToImmutable();

        // Cloud Native buildpacks that follow each other plan together.
        void EndGroup()
        {
            if (group.Count > 0)
                buildpacks.Add(new CloudNativeGroup([.. group]));
            group.Clear();
        }
    }

    /// <summary>What a reference stands for: a buildpack of the platform, or one to fetch. Null with the error when it stands for nothing.</summary>
    private (IBuildpack? Buildpack, BuildpackReference? Reference)? Find(string text, out string? error)
    {
        var (reference, trusted) = (text, false);
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var name = BuildpackReference.NameIn(hash < 0 ? text : text[..hash]);
        if (_registry.Find(text) is { } exact)
            (reference, trusted) = exact;
        else if (_registry.Find(name ?? (hash < 0 ? text : text[..hash])) is { } entry)
            (reference, trusted) = (hash < 0 ? entry.Target : entry.Target.Split('#')[0] + text[hash..], entry.Trusted);
        else if (name is not null)
            reference = name;

        error = null;
        if (_builtIn.TryGetValue(reference, out var buildpack))
            return (buildpack, null);
        if (BuildpackReference.NameIn(reference) is { } unknown)
        {
            error = $"There is no buildpack '{unknown}' here. There are: {string.Join(", ", _builtIn.Keys.Concat(Names))}. Others are given by the address of their git repository (https://….git#branch) or tarball (https://….tgz).";
            return null;
        }

        if (BuildpackReference.Parse(reference, out error) is not { } parsed)
            return null;
        parsed = parsed with { Trusted = trusted };
        if (parsed.IsLocal && !trusted && !LocalBuildpacks.Allows(_options, parsed.Address))
        {
            error = $"The buildpack '{parsed.Shown}' is a file of the platform's machine, which apps may not name. The host can allow its directory by BuildpackOptions.LocalDirectories.";
            return null;
        }

        return (null, parsed);
    }
}
