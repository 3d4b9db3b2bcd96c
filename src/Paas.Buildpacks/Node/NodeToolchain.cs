using System.Collections.Immutable;
using Paas.Caching;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Node;

/// <summary>The node, npm and package manager of a build.</summary>
/// <param name="Node">Node.js and where it is.</param>
/// <param name="NpmVersion">Version of its npm.</param>
/// <param name="ManagerVersion">Version of the package manager.</param>
/// <param name="SearchPath">Search path with all of them first.</param>
/// <param name="ManagerDirectory">Where the package manager was installed for this app; null for the machine's.</param>
internal sealed record NodeToolchain(Toolchain Node, string NpmVersion, string ManagerVersion, string SearchPath, string? ManagerDirectory)
{
    // A program's package says its version at once; asking npm itself takes longer than the rest of a small build.
    private const string Versions = """
        version_of() {
          local program directory
          program="$(command -v "$1")" || return
          directory="$(dirname "$(dirname "$(readlink -f "$program")")")"
          if grep -qsE "\"name\": *\"($1|@yarnpkg/cli-dist)\"" "$directory/package.json"; then
            sed -nE 's/^ *"version": *"([^"]+)".*/\1/p' "$directory/package.json" | head -n 1
          else
            "$1" --version 2>/dev/null </dev/null
          fi
        }
        """;

    private const string ProbeNode = """if program="$(command -v node)" && version="$("$program" --version 2>/dev/null)"; then echo "${version#v} $(dirname "$program")"; fi""";

    /// <summary>Finds or gets the tools. Exactly one of the two results is not null.</summary>
    public static async ValueTask<(NodeToolchain? Toolchain, string? Error)> PrepareAsync(
        BuildContext context, ToolchainFinder finder, PackageManifest manifest, PackageManager manager, BuildCache cache,
        ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var output = context.Output;
        output.Detail($"engines.node (package.json):   {manifest.Engines.GetValueOrDefault("node", "unspecified")}");
        output.Detail($"engines.{manager.Program} (package.json):   {manifest.Engines.GetValueOrDefault(manager.Program, "unspecified")}");
        if (manifest.PackageManager is not null)
            output.Detail($"packageManager (package.json):   {manifest.PackageManager}");

        var (request, error) = Request(manifest, cache);
        if (request is null)
            return (null, error);
        var (node, missing) = await finder.FindAsync(context, request, environment, cancellationToken);
        if (node is null)
            return (null, missing);

        var tools = cache.Open("tools");
        var first = node.Directory is null ? "" : $"{ShellText.Quote(node.Bin)}:";
        var probe = $"""
            {Versions}
            PATH={ShellText.Quote(tools)}/bin:{first}$PATH
            printf 'path %s\n' "$PATH"
            printf 'npm %s\n' "$(version_of npm)"
            printf 'manager %s\n' "$(version_of {manager.Program})"
            """;
        var (_, answers) = await context.CaptureAsync(probe, environment, cancellationToken);
        var path = ShellAnswers.Find(answers, "path") ?? "";
        if (ShellAnswers.Find(answers, "npm") is not { } npm)
            return (null, "npm is not installed where builds run: Node.js is there, its npm is not. Install npm (Debian: apt-get install npm; images of node have it).");

        output.Detail($"Using node {node.Version}");
        Warn(output, manifest, node.Version);

        var installed = ShellAnswers.Find(answers, "manager");
        var asked = AskedRange(manifest, manager);
        if (installed is not null && (asked ?? (manager is YarnBerryPackageManager or YarnClassicPackageManager ? manager.DefaultRange : "*")) is var needed)
        {
            if (VersionRange.Contains(needed, installed) is not { } fits)
                return (null, $"package.json asks for {manager.Program} '{needed}', which is not a version range. Write it like 'engines': {{ \"{manager.Program}\": \"{installed}\" }}.");
            if (fits)
            {
                output.Detail($"Using {manager.Program} {installed}");
                var own = File.Exists(Path.Combine(tools, "bin", manager.Program));
                return (new NodeToolchain(node, npm, installed, path, own ? tools : null), null);
            }
        }

        // The program of the machine does not fit: get the right one from the registry, once per version.
        var range = asked ?? manager.DefaultRange;
        output.Detail($"Installing {manager.Program} {range} ({(installed is null ? "not installed" : $"found {installed}")})");
        error = await context.RunStepAsync(
            $"npm install {manager.Package}@{range}",
            $"npm install --global --prefix {ShellText.Quote(tools)} --prefer-offline --no-audit --no-fund {ShellText.Quote($"{manager.Package}@{range}")}",
            environment.SetItem("PATH", path), cancellationToken);
        if (error is not null)
            return (null, $"{error}\nThe app needs {manager.Program} {range}; the machine has {installed ?? "none"}. Install it where builds run, or make the npm registry reachable.");

        var (_, version) = await context.CaptureAsync($"{manager.Program} --version", environment.SetItem("PATH", path), cancellationToken);
        output.Detail($"Using {manager.Program} {version.Trim()}");
        return (new NodeToolchain(node, manager.Program == "npm" ? version.Trim() : npm, version.Trim(), path, tools), null);
    }

    private static (ToolchainRequest? Request, string? Error) Request(PackageManifest manifest, BuildCache cache)
    {
        var asked = manifest.Engines.GetValueOrDefault("node");
        var range = asked ?? "*";
        if (manifest.Engines.ContainsKey("iojs"))
            return (null, "package.json asks for io.js in \"engines\"; io.js became Node.js 4. Ask for a version of Node.js: \"engines\": { \"node\": \"22.x\" }.");
        if (VersionRange.Contains(range, "1.0.0") is null)
            return (null, $"package.json asks for node '{range}' in \"engines\", which is not a version range. Write it like \"engines\": {{ \"node\": \"22.x\" }}.");

        // The odd majors never get long-term support; an app that takes any new version should not be put on one.
        var open = VersionRange.IsOpenEnded(range);
        return (new ToolchainRequest("node", "Node.js")
        {
            Range = asked ?? "of any version",
            AskedBy = asked is null ? null : "package.json (\"engines\")",
            Accepts = version => VersionRange.Contains(range, version) == true,
            AcceptsOffer = open ? static version => ToolchainVersion.Parse(version).Numbers is [var major, ..] && major % 2 == 0 : null,
            Probe = ProbeNode,
            Directory = cache.PathOf("node"),
            Advice = "https://nodejs.org, or your system's package nodejs",
        }, null);
    }

    /// <summary>The version that the app asks for: "packageManager" is exact and wins over "engines".</summary>
    private static string? AskedRange(PackageManifest manifest, PackageManager manager) =>
        manifest.PackageManager?.Split('@') is [var name, var version] && name == manager.Program ? version : manifest.Engines.GetValueOrDefault(manager.Program);

    private static void Warn(IBuildOutput output, PackageManifest manifest, string found)
    {
        if (!manifest.Engines.TryGetValue("node", out var range))
            output.Alert("No Node.js version is given: add \"engines\": { \"node\": \"…\" } to package.json, so that the app is always built and run with the version that you tested.");
        else if (VersionRange.IsOpenEnded(range))
            output.Alert($"The Node.js range '{range}' has no upper end: a new major version can break the app. Prefer \"{range.Trim().TrimStart('>', '=', 'v', ' ').Split('.')[0] switch { "*" or "" or "latest" or "x" => found.Split('.')[0], var major => major }}.x\".");
    }
}
