using System.Collections.Immutable;
using Paas.Caching;
using Paas.Shell;

namespace Paas.Node;

/// <summary>The node, npm and package manager of a build: what the machine has, checked against what the app asks for.</summary>
internal sealed record NodeToolchain(string NodeVersion, string NpmVersion, string ManagerVersion, string SearchPath)
{
    /// <summary>Finds or gets the tools. Exactly one of the two results is not null.</summary>
    public static async ValueTask<(NodeToolchain? Toolchain, string? Error)> PrepareAsync(
        BuildContext context, PackageManifest manifest, PackageManager manager, BuildCache cache, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var output = context.Output;
        output.Detail($"engines.node (package.json):   {manifest.Engines.GetValueOrDefault("node", "unspecified")}");
        output.Detail($"engines.{manager.Program} (package.json):   {manifest.Engines.GetValueOrDefault(manager.Program, "unspecified")}");
        if (manifest.PackageManager is not null)
            output.Detail($"packageManager (package.json):   {manifest.PackageManager}");

        var tools = cache.Open("tools");
        var probe = $"""
            PATH={ShellText.Quote(tools)}/bin:$PATH
            printf 'path %s\n' "$PATH"
            printf 'node %s\n' "$(node --version 2>/dev/null)"
            printf 'npm %s\n' "$(npm --version 2>/dev/null)"
            printf 'manager %s\n' "$({manager.Program} --version 2>/dev/null </dev/null)"
            """;
        var (_, answers) = await context.CaptureAsync(probe, environment, cancellationToken);
        var path = ShellAnswers.Find(answers, "path") ?? "";
        var node = ShellAnswers.Find(answers, "node")?.TrimStart('v');
        if (CheckNode(manifest, node) is { } error)
            return (null, error);
        if (ShellAnswers.Find(answers, "npm") is not { } npm)
            return (null, "npm is not installed where builds run: Node.js is there, its npm is not. Install npm (Debian: apt-get install npm; images of node have it).");

        output.Detail($"Using node {node}");
        Warn(output, manifest);

        var installed = ShellAnswers.Find(answers, "manager");
        var asked = AskedRange(manifest, manager);
        if (installed is not null && (asked ?? (manager is YarnBerryPackageManager or YarnClassicPackageManager ? manager.DefaultRange : "*")) is var needed)
        {
            if (VersionRange.Contains(needed, installed) is not { } fits)
                return (null, $"package.json asks for {manager.Program} '{needed}', which is not a version range. Write it like 'engines': {{ \"{manager.Program}\": \"{installed}\" }}.");
            if (fits)
            {
                output.Detail($"Using {manager.Program} {installed}");
                return (new NodeToolchain(node!, npm, installed, path), null);
            }
        }

        // The program of the machine does not fit: get the right one from the registry, once per version.
        var range = asked ?? manager.DefaultRange;
        output.Detail($"Installing {manager.Program} {range} ({(installed is null ? "not installed" : $"found {installed}")})");
        error = await context.RunStepAsync(
            $"npm install {manager.Package}@{range}",
            $"npm install --global --prefix {ShellText.Quote(tools)} --prefer-offline --no-audit --no-fund {ShellText.Quote($"{manager.Package}@{range}")}",
            environment, cancellationToken);
        if (error is not null)
            return (null, $"{error}\nThe app needs {manager.Program} {range}; the machine has {installed ?? "none"}. Install it where builds run, or make the npm registry reachable.");

        var (_, version) = await context.CaptureAsync($"{manager.Program} --version", environment.SetItem("PATH", path), cancellationToken);
        output.Detail($"Using {manager.Program} {version.Trim()}");
        return (new NodeToolchain(node!, npm, version.Trim(), path), null);
    }

    /// <summary>The version that the app asks for: "packageManager" is exact and wins over "engines".</summary>
    private static string? AskedRange(PackageManifest manifest, PackageManager manager) =>
        manifest.PackageManager?.Split('@') is [var name, var version] && name == manager.Program ? version : manifest.Engines.GetValueOrDefault(manager.Program);

    private static string? CheckNode(PackageManifest manifest, string? found)
    {
        var range = manifest.Engines.GetValueOrDefault("node", "*");
        if (manifest.Engines.ContainsKey("iojs"))
            return "package.json asks for io.js in \"engines\"; io.js became Node.js 4. Ask for a version of Node.js: \"engines\": { \"node\": \"22.x\" }.";
        if (found is null)
            return $"Node.js is not installed where builds run (asked for: {range}). Install it so that 'node' is on the PATH of the platform: https://nodejs.org, or your system's package nodejs.";

        return VersionRange.Contains(range, found) switch
        {
            null => $"package.json asks for node '{range}' in \"engines\", which is not a version range. Write it like \"engines\": {{ \"node\": \"{found.Split('.')[0]}.x\" }}.",
            false => $"package.json asks for node '{range}' in \"engines\", but the node of this platform is {found}.\n" +
                $"Change \"engines\" to a range that has {found} (such as \"{found.Split('.')[0]}.x\"), or install a Node.js in '{range}' where builds and dynos run.",
            true => null,
        };
    }

    private static void Warn(IBuildOutput output, PackageManifest manifest)
    {
        if (!manifest.Engines.TryGetValue("node", out var range))
            output.Alert("No Node.js version is given: add \"engines\": { \"node\": \"…\" } to package.json, so that the app is always built and run with the version that you tested.");
        else if (VersionRange.IsOpenEnded(range))
            output.Alert($"The Node.js range '{range}' has no upper end: a new major version can break the app. Prefer \"{range.Trim().TrimStart('>', '=', 'v', ' ').Split('.')[0] switch { "*" or "" => "22", var major => major }}.x\".");
    }
}
