using System.Collections.Immutable;
using Paas.Caching;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.DotNet;

/// <summary>One build of a .NET app.</summary>
internal sealed class DotNetBuild(BuildContext context, ConfinedDirectory app, DotNetSource source, GlobalJson? globalJson, ToolchainFinder finder)
{
    private static readonly Dictionary<string, string> _defaults = new()
    {
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["NUGET_XMLDOC_MODE"] = "skip",
        ["BUILD_CONFIGURATION"] = "Release",
    };

    private const string RuntimeDirectory = ".heroku/dotnet";
    private const string Report = "published";

    /// <summary>Packages of which there may be a newer one tomorrow, and builds that write down their time.</summary>
    private const string Floating = """Version="[^"]*[*[(]|<Version>[^<]*[*[(]|^#:package .*@.*[*[(]|\[System\.(DateTime|Guid)""";

    private readonly BuildCache _cache = new(context.CacheDirectory, "dotnet");
    private Toolchain? _sdk;
    private string _version = "";
    private ImmutableDictionary<string, string> _environment = BuildEnvironment.Create(context, _defaults);

    public async ValueTask<BuildpackResult> RunAsync(CancellationToken cancellationToken)
    {
        if (await PrepareSdkAsync(cancellationToken) is { } error)
            return BuildpackResult.Failed(error);

        var (projects, failure) = await BuildAsync(cancellationToken);
        error = failure;
        error ??= await CheckRuntimesAsync(projects, cancellationToken) ?? await CopyRuntimeAsync(cancellationToken);
        if (error is not null)
            return BuildpackResult.Failed(error);

        // A wrapper of a version manager is no root: then the program looks in the system's places.
        new ProfileScript()
            .Line(_sdk is null
                ? "if [ -z \"${DOTNET_ROOT:-}\" ] && command -v dotnet >/dev/null; then DOTNET_ROOT=\"$(dirname \"$(readlink -f \"$(command -v dotnet)\")\")\"; if [ -d \"$DOTNET_ROOT/host/fxr\" ]; then export DOTNET_ROOT; else unset DOTNET_ROOT; fi; fi"
                : $"export DOTNET_ROOT=\"$HOME/{RuntimeDirectory}\" PATH=\"$HOME/{RuntimeDirectory}:$PATH\"")
            .Default("DOTNET_NOLOGO", "true")
            .Default("DOTNET_CLI_TELEMETRY_OPTOUT", "true")
            .Default("DOTNET_RUNNING_IN_CONTAINER", "true")
            .Default("DOTNET_EnableWriteXorExecute", "0")
            .Line("if [ -n \"${PORT:-}\" ]; then export ASPNETCORE_URLS=\"${ASPNETCORE_URLS-http://*:$PORT}\"; fi")
            .WriteTo(app, "dotnet");

        var types = PublishedProject.ProcessTypes(projects);
        if (types.IsEmpty && !app.FileExists("Procfile"))
            context.Output.Alert($"{source.File} publishes no program, only libraries or tests. Set <OutputType>Exe</OutputType> or <Project Sdk=\"Microsoft.NET.Sdk.Web\"> in a project of it, or add a Procfile.");
        foreach (var (type, command) in types)
            context.Output.Detail($"Added process type {type}: {command}");
        context.Output.Step("Done");
        return new BuildpackResult { DefaultProcessTypes = types, Components = DotNetComponents.Read(app, projects) };
    }

    private async ValueTask<(ImmutableArray<PublishedProject> Projects, string? Error)> BuildAsync(CancellationToken cancellationToken)
    {
        var kept = new KeptBuild(context, _cache, _environment);
        if (await kept.RestoreAsync($"v1; {context.Stack}; {_version}; {source.File}", Floating, ["*.*proj", "*.props", "*.targets", "*.cs"], cancellationToken)
            && _cache.ReadText(Report)?.Split('\n', 2) is [var root, var projects])
        {
            context.Output.Step("Using what the last build published (the source is unchanged)");
            return (PublishedProject.Read(projects, root), null);
        }

        // Intermediate files live outside the app: the slug holds what was published and the sources.
        _cache.Delete("artifacts");
        var work = new ConfinedDirectory(_cache.Open("artifacts"));
        work.WriteText("paas.targets", PublishedProject.Targets);
        var error = await RestoreToolsAsync(cancellationToken) ?? await PublishAsync(work, cancellationToken);
        projects = string.Join('\n', work.FilesMatching("*.project").Select(work.ReadText));
        _cache.Delete("artifacts");
        if (error is null)
        {
            _cache.WriteText(Report, $"{app.Root}\n{projects}");
            await kept.SaveAsync(cancellationToken);
        }

        return (PublishedProject.Read(projects, app.Root), error);
    }

    private async ValueTask<string?> PrepareSdkAsync(CancellationToken cancellationToken)
    {
        // Not the app's directory, which is HOME: what dotnet and NuGet keep there would go into the slug.
        _environment = _environment.SetItem("HOME", _cache.Open("home")).SetItem("DOTNET_CLI_HOME", _cache.Open("home"));
        if (!_environment.ContainsKey("NUGET_PACKAGES"))
            _environment = _environment.SetItem("NUGET_PACKAGES", _cache.Open("packages"));

        context.Output.Step("SDK version detection");
        var asked = globalJson?.Version is { } version ? $"{version} (rollForward: {globalJson.RollForward})" : "any";
        context.Output.Detail(globalJson?.Version is null ? "No version in global.json: using the newest SDK" : $"global.json asks for {asked}");

        var (exitCode, answers) = await context.CaptureAsync(
            "command -v dotnet >/dev/null || exit 127; dotnet --list-sdks | sed 's/^/installed /'; if sdk=$(dotnet --version 2>/dev/null); then printf 'sdk %s\\n' \"$sdk\"; fi", _environment, cancellationToken);
        if (exitCode != 127 && ShellAnswers.Find(answers, "sdk") is { } chosen)
        {
            context.Output.Detail($"Using .NET SDK {chosen}");
            _version = chosen;
            return null;
        }

        return await GetSdkAsync(asked, answers, cancellationToken);
    }

    /// <summary>Gets an SDK that the machine lacks; its runtime goes into the slug.</summary>
    private async ValueTask<string?> GetSdkAsync(string asked, string answers, CancellationToken cancellationToken)
    {
        var installed = answers.Split('\n').Where(static line => line.StartsWith("installed ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[1]).ToArray();
        var target = TargetFrameworks.Newest(app);
        var (sdk, error) = await finder.FindAsync(context, new ToolchainRequest("dotnet", ".NET SDK")
        {
            Range = asked == "any" ? "of any version" : asked,
            AskedBy = globalJson?.Version is null ? null : "global.json",
            Accepts = version => globalJson?.Accepts(version) ?? !version.Contains('-', StringComparison.Ordinal),
            AcceptsOffer = globalJson?.Version is null && target is not null ? version => ToolchainVersion.Parse(version).Numbers is [var major, ..] && major == target : null,

            // Those of the machine do not fit, dotnet itself said so.
            Probe = "true",
            Directory = _cache.PathOf("sdk"),
            Advice = "https://dot.net/download",
        }, _environment, cancellationToken);
        if (sdk is null)
        {
            return installed.Length == 0 ? error
                : $"{error!.Replace("no .NET SDK", $".NET SDK {string.Join(", ", installed)}", StringComparison.Ordinal)}\n" +
                    $"Or change global.json to {{ \"sdk\": {{ \"version\": \"{installed[^1]}\", \"rollForward\": \"latestFeature\" }} }}, or allow newer ones with a wider rollForward.";
        }

        _sdk = sdk;
        _version = sdk.Version;
        var (_, path) = await context.CaptureAsync("printf 'path %s\n' \"$PATH\"", _environment, cancellationToken);
        _environment = _environment.SetItem("PATH", $"{sdk.Bin}:{ShellAnswers.Find(path, "path")}").SetItem("DOTNET_ROOT", sdk.Directory!);
        context.Output.Detail($"Using .NET SDK {sdk.Version}");
        return null;
    }

    private async ValueTask<string?> CopyRuntimeAsync(CancellationToken cancellationToken)
    {
        if (_sdk is not { Directory: { } directory })
            return null;

        var home = ShellText.Quote($"./{RuntimeDirectory}");
        return await context.RunStepAsync(
            "Copying the .NET runtime into the slug",
            $"""
            mkdir -p {home} && cd {ShellText.Quote(directory)} && for part in dotnet host shared LICENSE.txt ThirdPartyNotices.txt; do
              if [ -e "$part" ]; then cp -a --reflink=auto "$part" "$OLDPWD"/{home}/ || exit; fi
            done
            """,
            _environment, cancellationToken);
    }

    private async ValueTask<string?> RestoreToolsAsync(CancellationToken cancellationToken)
    {
        if (!app.FileExists(".config/dotnet-tools.json"))
            return null;

        context.Output.Step("Restoring .NET tools");
        return await context.RunStepAsync("dotnet tool restore", "dotnet tool restore", _environment, cancellationToken);
    }

    private async ValueTask<string?> CheckRuntimesAsync(ImmutableArray<PublishedProject> projects, CancellationToken cancellationToken)
    {
        if (_environment.GetValueOrDefault("DOTNET_ROLL_FORWARD")?.EndsWith("Major", StringComparison.OrdinalIgnoreCase) == true)
            return null;

        var (_, output) = await context.CaptureAsync("dotnet --list-runtimes", _environment, cancellationToken);
        var installed = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var project in projects.Where(static project => project.IsExecutable))
        {
            if (app.ReadText($"{project.PublishDirectory}/{project.AssemblyName}.runtimeconfig.json") is not { } config)
                continue;
            if (RuntimeRequirement.Read(config).FirstOrDefault(requirement => !requirement.IsSatisfiedBy(installed)) is not { } missing)
                continue;

            var there = string.Join(", ", installed.Where(line => line.StartsWith(missing.Framework + " ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[1]));
            return $"{project.AssemblyName} was built for {missing.Framework} {missing.Version}, but this platform has {(there.Length == 0 ? "none" : there)}; it could not start.\n" +
                "Target the installed version with <TargetFramework>, or add <RollForward>Major</RollForward> or <SelfContained>true</SelfContained> to the project.";
        }

        return null;
    }

    private async ValueTask<string?> PublishAsync(ConfinedDirectory work, CancellationToken cancellationToken)
    {
        var command = new List<string>
        {
            "dotnet", "publish", source.File, "--configuration", _environment["BUILD_CONFIGURATION"],
            "--artifacts-path", work.Root,
            "-p:PublishDir=bin/publish/",
            "-p:UseCurrentRuntimeIdentifier=true",
            "--disable-build-servers", "--tl:off",
        };
        if (_environment.TryGetValue("MSBUILD_VERBOSITY_LEVEL", out var verbosity))
            command.AddRange(["--verbosity", verbosity]);

        // The default of file-based apps compiles to native code, which needs a C toolchain; a line "#:property" keeps its say.
        if (source.IsFileBased && app.ReadText(source.File)?.Contains("#:property PublishAot", StringComparison.OrdinalIgnoreCase) != true)
            command.Add("-p:PublishAot=false");

        context.Output.Step("Publishing");
        context.Output.Detail($"Running dotnet publish {source.File} --configuration {_environment["BUILD_CONFIGURATION"]}");
        command.AddRange(
        [
            $"-p:CustomAfterMicrosoftCommonTargets={work.PathOf("paas.targets")}", $"-p:PaasPublishedDirectory={work.Root}", $"-p:PaasAppDirectory={app.Root}",
        ]);
        var error = await context.RunStepAsync($"dotnet publish {source.File}", string.Join(' ', command.Select(ShellText.Quote)), _environment, cancellationToken);
        return error is null ? null : error + Advice(error);
    }

    private static string Advice(string error)
    {
        if (error.Contains("NU1301", StringComparison.Ordinal) || error.Contains("NU1101", StringComparison.Ordinal))
            return "\nA package could not be got. When builds reach no package source, add a nuget.config with one that they reach, such as a folder of the app, or set the config var NUGET_PACKAGES to a filled package folder.";
        if (error.Contains("NETSDK1045", StringComparison.Ordinal))
            return "\nThe project targets a newer .NET than the SDK above. Lower <TargetFramework>, or install the newer SDK where builds run.";
        return "";
    }
}
