using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Paas.Builds;

/// <summary>Finds the buildpacks of a build: those that the app names, or the first that recognises the source.</summary>
internal sealed class BuildpackSelection
{
    private readonly ImmutableArray<IBuildpack> _buildpacks;
    private readonly FrozenDictionary<string, IBuildpack> _byName;

    public BuildpackSelection(IEnumerable<IBuildpack> buildpacks)
    {
        _buildpacks = [.. buildpacks];
        var duplicate = _buildpacks.GroupBy(static buildpack => buildpack.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1);
        if (duplicate is not null)
            throw new InvalidOperationException($"Two buildpacks are named '{duplicate.Key}'. Register each once, or give yours a name of its own.");
        _byName = _buildpacks.ToFrozenDictionary(static buildpack => buildpack.Name, StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => _buildpacks.Select(static buildpack => buildpack.Name);

    /// <summary>Checks names that an app shall use.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public void Check(ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (!_byName.ContainsKey(name))
                throw new PaasException(PaasErrors.InvalidParams, $"There is no buildpack '{name}' here. There are: {string.Join(", ", Names)}.");
        }
    }

    /// <summary>
    /// The buildpacks to run with the language that each detected. Writes what Heroku writes about the choice; null when
    /// there is nothing to run, which the transcript then explains.
    /// </summary>
    public async ValueTask<ImmutableArray<(IBuildpack Buildpack, string Language)>?> SelectAsync(
        ImmutableArray<string> names, BuildContext context, CancellationToken cancellationToken)
    {
        var output = context.Output;
        if (names.IsEmpty)
        {
            output.Step("Determining which buildpack to use for this app");
            return await DetectAsync(context, cancellationToken);
        }

        if (names.Length == 1)
        {
            output.Step($"Using buildpack: {names[0]}");
        }
        else
        {
            output.Step("Using buildpacks:");
            for (var i = 0; i < names.Length; i++)
                output.Detail(FormattableString.Invariant($"{i + 1}. {names[i]}"));
        }

        var chosen = ImmutableArray.CreateBuilder<(IBuildpack, string)>(names.Length);
        foreach (var name in names)
        {
            if (!_byName.TryGetValue(name, out var buildpack))
            {
                output.Alert($"There is no buildpack '{name}' here. There are: {string.Join(", ", Names)}.");
                return null;
            }

            if (await buildpack.DetectAsync(context, cancellationToken) is not { } language)
            {
                output.Step($"App not compatible with buildpack: {name}");
                output.Detail($"The root of the source has: {Listing(context.AppDirectory)}.");
                output.Detail("Use another buildpack for this app, or none to have it detected.");
                output.Detail("More info: https://devcenter.heroku.com/articles/buildpacks#buildpack-auto-detection");
                return null;
            }

            chosen.Add((buildpack, language));
        }

        return chosen.ToImmutable();
    }

    private async ValueTask<ImmutableArray<(IBuildpack, string)>?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        foreach (var buildpack in _buildpacks)
        {
            if (await buildpack.DetectAsync(context, cancellationToken) is { } language)
                return [(buildpack, language)];
        }

        context.Output.Alert(
            $"""
            No default language could be detected for this app.
            HINT: This occurs when Heroku cannot detect the buildpack to use for this application automatically.
            See https://devcenter.heroku.com/articles/buildpacks
            The root of the source has: {Listing(context.AppDirectory)}. Buildpacks here: {string.Join(", ", Names)}.
            """);
        return null;
    }

    private static string Listing(string directory)
    {
        const int most = 12;
        var names = Directory.EnumerateFileSystemEntries(directory).Select(static path => Directory.Exists(path) ? Path.GetFileName(path) + "/" : Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToList();
        return names.Count switch
        {
            0 => "nothing",
            <= most => string.Join(", ", names),
            _ => FormattableString.Invariant($"{string.Join(", ", names.Take(most))} and {names.Count - most} more"),
        };
    }
}
