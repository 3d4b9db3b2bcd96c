using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Paas.Fetching;
using YamlDotNet.Core;

namespace Paas.Classic;

/// <summary>A buildpack of the classic kind: <c>bin/detect</c>, <c>bin/compile</c> and others. Source: devcenter.heroku.com/articles/buildpack-api.</summary>
internal sealed partial class ClassicBuildpack(FetchedBuildpack buildpack, BuildpackOptions options) : IBuildpack
{
    // Where Heroku has a build's home and an app; what buildpacks write often says so.
    private const string HerokuHome = "/app";

    // What a shell changes by itself.
    private static readonly ImmutableHashSet<string> _own = ["_", "PWD", "OLDPWD", "SHLVL", "HOME"];

    private readonly string _prefix = $"paas-{Guid.NewGuid():n}";

    public string Name => buildpack.Name;

    /// <exception cref="PaasException">The source is not for it, in the buildpack's own words.</exception>
    public async ValueTask<string?> DetectAsync(BuildContext context, CancellationToken cancellationToken)
    {
        if (!buildpack.Files.FileExists("bin/detect"))
            return "Custom";

        var (names, said) = (new List<string>(), new List<string>());
        var exitCode = await RunAsync(context, Scripts(context).Detect(context.AppDirectory), line =>
        {
            if (line.StartsWith(_prefix, StringComparison.Ordinal))
                names.Add(line[_prefix.Length..].Trim());
            else
                said.Add(line);
        }, cancellationToken);
        if (exitCode == 0)
        {
            said.ForEach(context.Output.Line);
            return names.Find(static name => name.Length > 0) ?? "Custom";
        }

        var explanation = string.Join('\n', names.Concat(said)).Trim('\n');
        return explanation.Trim().Length == 0 || explanation.Trim() == "no" ? null : throw new PaasException(PaasErrors.InvalidParams, explanation);
    }

    public async ValueTask<BuildpackResult> BuildAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var environment = ClassicEnvironment.Write(context, buildpack.Directory + "-env");
        var output = new ScriptOutput(_prefix, context.Output.Line);
        var exitCode = await RunAsync(context, Scripts(context).Compile(context.AppDirectory, context.CacheDirectory, environment), output.Take, cancellationToken);
        var report = ReleaseYaml.ReadReport(output.Answer(ClassicScripts.Report));
        if (exitCode != 0)
            return Failed(FormattableString.Invariant($"bin/compile of {Name} failed with exit code {exitCode}."));
        if (output.Answer(ClassicScripts.ReleaseFailed) is { } code)
            return Failed($"bin/release of {Name} failed with exit code {code}.");

        try
        {
            var release = ReleaseYaml.Read(output.Answer(ClassicScripts.Release) ?? "");
            return new BuildpackResult
            {
                Addons = release.Addons,
                ConfigVars = release.ConfigVars,
                DefaultProcessTypes = release.DefaultProcessTypes,
                Exports = Exports(output),
                Mounts = [new DynoMount("", HerokuHome)],
                Report = report,
            };
        }
        catch (YamlException exception)
        {
            return Failed($"bin/release of {Name} printed what cannot be used: {ReleaseYaml.Describe(exception)}.");
        }

        BuildpackResult Failed(string error) => BuildpackResult.Failed(error) with { Report = report };
    }

    /// <summary>What the file <c>export</c> changed of the environment.</summary>
    private static ImmutableSortedDictionary<string, string> Exports(ScriptOutput output)
    {
        var before = output.Environment(ClassicScripts.Before);
        return output.Environment(ClassicScripts.After)
            .Where(pair => !_own.Contains(pair.Key) && before.GetValueOrDefault(pair.Key) != pair.Value)
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private ValueTask<int> RunAsync(BuildContext context, string script, Action<string> onOutput, CancellationToken cancellationToken) => context.RunAsync(
        new BuildCommand(script)
        {
            Environment = ImmutableDictionary<string, string>.Empty.Add("STACK", HerokuStack().IsMatch(context.Stack) ? context.Stack : options.ClassicStack),
            Mounts = [new DynoMount(Home(context), HerokuHome)],
            OnOutput = onOutput,
        },
        cancellationToken);

    private ClassicScripts Scripts(BuildContext context) => new(buildpack.Directory, Home(context), _prefix);

    private static string Home(BuildContext context) => Directory.CreateDirectory(Path.Combine(context.WorkDirectory, "app")).FullName;

    [GeneratedRegex("^heroku-[0-9]+$")]
    private static partial Regex HerokuStack();
}
