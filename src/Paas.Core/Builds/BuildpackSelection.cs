using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Paas.Builds;

/// <summary>
/// Finds the buildpacks of a build: those that the app has, those that the source asks for, or the first that recognises
/// the source.
/// </summary>
internal sealed partial class BuildpackSelection
{
    private const int Most = 50;

    private readonly ImmutableArray<IBuildpack> _buildpacks;
    private readonly FrozenDictionary<string, IBuildpack> _byName;
    private readonly IBuildpackResolver? _resolver;

    public BuildpackSelection(IEnumerable<IBuildpack> buildpacks, IBuildpackResolver? resolver = null)
    {
        _buildpacks = [.. buildpacks];
        _resolver = resolver;
        var duplicate = _buildpacks.GroupBy(static buildpack => buildpack.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1);
        if (duplicate is not null)
            throw new InvalidOperationException($"Two buildpacks are named '{duplicate.Key}'. Register each once, or give yours a name of its own.");
        _byName = _buildpacks.ToFrozenDictionary(static buildpack => buildpack.Name, StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => _buildpacks.Select(static buildpack => buildpack.Name);

    /// <summary>Checks names and addresses that an app shall use.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public void Check(ImmutableArray<string> references)
    {
        if (references.Length > Most)
            throw new PaasException(PaasErrors.InvalidParams, FormattableString.Invariant($"{references.Length} buildpacks are too many; an app has at most {Most}."));
        foreach (var reference in references)
        {
            if (!_byName.ContainsKey(reference) && Refuse(reference) is { } refusal)
                throw new PaasException(PaasErrors.InvalidParams, refusal);
        }
    }

    /// <summary>
    /// The buildpacks to run. Writes what Heroku writes about the choice; null when there is nothing to run, which the
    /// transcript then explains.
    /// </summary>
    /// <exception cref="PaasException">One cannot be had.</exception>
    public async ValueTask<BuildpackChoice?> SelectAsync(ImmutableArray<string> references, BuildContext context, CancellationToken cancellationToken)
    {
        var declaration = references.IsDefaultOrEmpty ? _resolver?.Read(context) : null;
        if (declaration is not null)
        {
            references = declaration.Buildpacks;
            Check(references);
        }

        if (references.IsDefaultOrEmpty)
        {
            context.Output.Step("Determining which buildpack to use for this app");
            return await DetectAsync(context, cancellationToken);
        }

        Announce(references, declaration?.File, context.Output);
        return new BuildpackChoice(await ResolveAsync(references, context, cancellationToken));
    }

    /// <summary>The language that a chosen buildpack detects when its turn has come; null when the source is not for it, which the transcript then explains.</summary>
    public static async ValueTask<string?> DetectAsync(IBuildpack buildpack, BuildContext context, CancellationToken cancellationToken)
    {
        var explanation = $"The root of the source has: {Listing(context.AppDirectory)}.\nUse another buildpack for this app, or none to have it detected.";
        try
        {
            if (await buildpack.DetectAsync(context, cancellationToken) is { } language)
                return language;
        }
        catch (PaasException e)
        {
            explanation = e.Message;
        }

        context.Output.Step($"App not compatible with buildpack: {buildpack.Name}");
        foreach (var line in explanation.Split('\n'))
        {
            if (Marked().IsMatch(line))
                context.Output.Line(line.TrimEnd('\r'));
            else
                context.Output.Detail(line);
        }

        context.Output.Detail("More info: https://devcenter.heroku.com/articles/buildpacks#buildpack-auto-detection");
        return null;
    }

    private static void Announce(ImmutableArray<string> references, string? file, IBuildOutput output)
    {
        var origin = file is null ? "" : $" (from {file})";
        if (references.Length == 1)
        {
            output.Step($"Using buildpack: {BuildpackAddress.Shown(references[0])}{origin}");
            return;
        }

        output.Step($"Using buildpacks:{origin}");
        for (var i = 0; i < references.Length; i++)
            output.Detail(FormattableString.Invariant($"{i + 1}. {BuildpackAddress.Shown(references[i])}"));
    }

    /// <summary>Registered ones by their names; what stands between them the resolver gets as a whole.</summary>
    private async ValueTask<ImmutableArray<IBuildpack>> ResolveAsync(ImmutableArray<string> references, BuildContext context, CancellationToken cancellationToken)
    {
        var chosen = ImmutableArray.CreateBuilder<IBuildpack>();
        for (var i = 0; i < references.Length;)
        {
            if (_byName.TryGetValue(references[i], out var buildpack))
            {
                chosen.Add(buildpack);
                i++;
                continue;
            }

            var foreign = references.Skip(i).TakeWhile(reference => !_byName.ContainsKey(reference)).ToImmutableArray();
            if (_resolver is null)
                throw new PaasException(PaasErrors.InvalidParams, Unknown(foreign[0]));
            chosen.AddRange(await _resolver.ResolveAsync(foreign, context, cancellationToken));
            i += foreign.Length;
        }

        return chosen.ToImmutable();
    }

    private async ValueTask<BuildpackChoice?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        foreach (var buildpack in _buildpacks)
        {
            if (await buildpack.DetectAsync(context, cancellationToken) is { } language)
                return new BuildpackChoice([buildpack]) { Detected = language };
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

    private string? Refuse(string reference) => _resolver is null ? Unknown(reference) : _resolver.Refuse(reference);

    private string Unknown(string reference) => $"There is no buildpack '{BuildpackAddress.Shown(reference)}' here. There are: {string.Join(", ", Names)}.";

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

    /// <summary>What a buildpack marks as an error stands where other errors do.</summary>
    [GeneratedRegex(@"^(\x1b\[[0-9;]*m)* !|^(\x1b\[[0-9;]*m)+$")]
    private static partial Regex Marked();
}
