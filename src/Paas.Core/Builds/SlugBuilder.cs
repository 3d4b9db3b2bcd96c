using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Paas.Apps;
using Paas.Dynos;
using Paas.Engine;
using Paas.Images;
using Paas.Slugs;

namespace Paas.Builds;

/// <summary>
/// Turns source into a slug: check out, clean, detect, build, find the process types, compress, store. Runs outside any
/// mailbox and changes nothing of the app.
/// </summary>
internal sealed class SlugBuilder(
    AppCommits commits, BuildpackSelection buildpacks, ImageSlugs images, BuildWorkspace workspace, DynoEvents events, ISlugStore slugs, SlugGarbage garbage, EngineActivity activity, IOptions<EngineOptions> options)
{
    private readonly EngineOptions _options = options.Value;

    public async Task<BuildOutcome> BuildAsync(AppModel model, Build build, BuildSource source, IBuildOutput output, CancellationToken cancellationToken)
    {
        var app = model.App;
        var directory = workspace.CreateAppDirectory(build.Id);
        await source.CheckOutAsync(directory, cancellationToken);
        SourceTree.Clean(directory);

        output.Step($"Building on the {Capitalize(app.Stack)} stack");
        if (SourceFolder.Find(model.Config) is var (variable, folder) && app.Buildpacks.All(buildpacks.Names.Contains))
        {
            // A buildpack from elsewhere that does the same does it itself.
            output.Step($"Using the folder {folder} of the source ({variable})");
            SourceFolder.Narrow(directory, variable, folder);
            SourceTree.Clean(directory);
        }

        if (app.Stack == ContainerStack.Name)
            return await BuildImagesAsync(model, build, directory, source, output, cancellationToken);

        var cache = workspace.CreateCacheDirectory(app.Id);
        var work = workspace.CreateWorkDirectory(build.Id);
        var commands = new BuildCommands(
            events, activity, app.Id, $"build.{build.Id.ToString("n")[..4]}", app.Stack, directory, [cache, work],
            BuildVariables.Create(_options, app, source.Version, work), output);
        var context = new BuildContext
        {
            AppDirectory = directory,
            CacheDirectory = cache,
            WorkDirectory = work,
            ConfigVars = model.Config,
            Stack = app.Stack,
            SourceVersion = source.Version,
            Output = output,
            RunAsync = commands.RunAsync,
        };
        if (await buildpacks.SelectAsync(commits.OpenBuildpacks(model.Document), context, cancellationToken) is not { } chosen)
            return BuildOutcome.Failed("No buildpack fits the source.");

        var defaults = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        var mounts = ImmutableArray<DynoMount>.Empty;
        var language = "";
        var components = new List<SoftwareComponent>();
        var runs = new List<BuildpackRun>();
        var config = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        foreach (var buildpack in chosen.Buildpacks)
        {
            // In its turn: an earlier one may have made what it looks for.
            if ((chosen.Detected ?? await BuildpackSelection.DetectAsync(buildpack, context, cancellationToken)) is not { } detected)
                return BuildOutcome.Failed($"App not compatible with buildpack: {buildpack.Name}");
            language = detected;
            output.Step($"{language} app detected");
            var result = await RunBuildpackAsync(buildpack, context, cancellationToken);
            runs.Add(new BuildpackRun(buildpack.Name, language) { Addons = result.Addons, Report = result.Report });
            if (result.Error is { } error)
                return Rejected(output, error, language) with { Runs = [.. runs] };

            commands.Export(result);
            mounts = [.. mounts.Where(mount => !result.Mounts.Any(other => other.Target == mount.Target)), .. result.Mounts];
            config = config.SetItems(result.ConfigVars);
            components.AddRange(result.Components);
            if (!result.DefaultProcessTypes.IsEmpty)
                defaults = result.DefaultProcessTypes.WithComparers(StringComparer.Ordinal);
        }

        if (DiscoverProcessTypes(directory, defaults, output, out var types) is { } broken)
            return Rejected(output, broken, language) with { Runs = [.. runs] };

        WriteBill(directory, components);
        var packed = await PackAsync(model, build, source, directory, types, mounts, language, chosen.Detected is null ? [] : [chosen.Buildpacks[0].Name], output, cancellationToken);
        return packed with { Runs = [.. runs], ConfigVars = config };
    }

    /// <summary>No buildpack and no dyno: the builder of images does it all.</summary>
    private async Task<BuildOutcome> BuildImagesAsync(AppModel model, Build build, string directory, BuildSource source, IBuildOutput output, CancellationToken cancellationToken)
    {
        var (slug, error) = await images.BuildAsync(new BuildContext
        {
            AppDirectory = directory,
            CacheDirectory = workspace.CreateCacheDirectory(model.App.Id),
            WorkDirectory = workspace.CreateWorkDirectory(build.Id),
            ConfigVars = model.Config,
            Stack = model.App.Stack,
            SourceVersion = source.Version,
            Output = output,
            RunAsync = static (_, _) => throw new NotSupportedException("Images are built without build dynos."),
        }, cancellationToken);
        return slug is null ? Rejected(output, error, "container") : new BuildOutcome { Slug = slug };
    }

    /// <summary>A refusal that a buildpack throws is one that it returns.</summary>
    private static async ValueTask<BuildpackResult> RunBuildpackAsync(IBuildpack buildpack, BuildContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await buildpack.BuildAsync(context, cancellationToken);
        }
        catch (PaasException e)
        {
            return BuildpackResult.Failed(e.Message);
        }
    }

    /// <summary>Returns null, or what is wrong with the Procfile.</summary>
    private static string? DiscoverProcessTypes(
        string directory, ImmutableSortedDictionary<string, string> defaults, IBuildOutput output, out ImmutableSortedDictionary<string, string> types)
    {
        var procfile = SourceTree.ReadText(directory, "Procfile") is { } text ? Procfile.Parse(text) : new Procfile(ImmutableSortedDictionary<string, string>.Empty);
        types = defaults.SetItems(procfile.ProcessTypes);
        if (procfile.Error is { } error)
            return error;

        output.Step("Discovering process types");
        output.Detail($"Procfile declares types     -> {(procfile.ProcessTypes.IsEmpty ? "(none)" : string.Join(", ", procfile.ProcessTypes.Keys))}");
        var remaining = defaults.Keys.Where(type => !procfile.ProcessTypes.ContainsKey(type)).ToList();
        if (remaining.Count > 0)
            output.Detail($"Default types for buildpack -> {string.Join(", ", remaining)}");
        output.Line("");
        return null;
    }

    private async Task<BuildOutcome> PackAsync(
        AppModel model, Build build, BuildSource source, string directory, ImmutableSortedDictionary<string, string> types, ImmutableArray<DynoMount> mounts, string language,
        ImmutableArray<string> names, IBuildOutput output, CancellationToken cancellationToken)
    {
        output.Step("Compressing...");
        var report = new SlugReport(output, _options.MaxSlugSize);
        try
        {
            using var packed = await SlugPackaging.PackAsync(directory, slugs, model.SlugPacks, _options.MaxSlugSize, workspace.ScratchOf(build.Id), cancellationToken);
            var hold = await packed.StoreAsync(slugs, garbage, cancellationToken);
            report.Write(packed);
            return new BuildOutcome
            {
                Buildpacks = names,
                Hold = hold,
                Slug = new Slug
                {
                    Digest = packed.Digest,
                    Packs = packed.Packs,
                    Size = packed.Size,
                    UnpackedSize = packed.UnpackedSize,
                    StoredSize = packed.NewBytes,
                    ProcessTypes = types,
                    Mounts = mounts,
                    Language = language,
                    Stack = model.App.Stack,
                    Commit = source.Version,
                },
            };
        }
        catch (SlugTooLargeException e)
        {
            report.Write(e);
            return Rejected(output, null, language) with { Failure = e.Message };
        }
        catch (SlugFormatException e)
        {
            return Rejected(output, e.Message, language);
        }
    }

    /// <summary>What the buildpacks name; whatever the source has under that name is not the truth, and a link there leads nowhere.</summary>
    private static void WriteBill(string directory, List<SoftwareComponent> components)
    {
        if (components.Count == 0)
            return;
        var path = directory;
        foreach (var part in Path.GetDirectoryName(BillOfMaterials.Path)!.Split('/'))
        {
            path = Path.Combine(path, part);
            if (File.Exists(path) || new FileInfo(path).LinkTarget is not null)
                File.Delete(path);
            Directory.CreateDirectory(path);
        }

        path = Path.Combine(directory, BillOfMaterials.Path);
        SourceTree.Remove(path);
        File.WriteAllBytes(path, BillOfMaterials.Write(components));
    }

    private static BuildOutcome Rejected(IBuildOutput output, string? error, string language)
    {
        if (error is not null)
            output.Alert(error);
        output.Line("");
        output.Alert($"Push rejected, failed to compile {language} app.");
        return BuildOutcome.Failed(error ?? $"Failed to compile {language} app.");
    }

    private static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
