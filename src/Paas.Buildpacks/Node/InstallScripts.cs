using System.Text.Json;
using System.Text.RegularExpressions;
using Paas.Files;

namespace Paas.Node;

/// <summary>
/// Scripts that packages run when they are installed. Most compile or fetch a program for themselves; some, like Prisma's,
/// read files of the app that installs them, and what they make is stale when those change.
/// </summary>
internal static partial class InstallScripts
{
    private const int MaxDepth = 12;
    private static readonly string[] _names = ["preinstall", "install", "postinstall"];

    // Packages that look at nothing but themselves, the platform and the environment.
    private static readonly HashSet<string> _selfContained = new(StringComparer.Ordinal)
    {
        "@parcel/watcher", "@scarf/scarf", "@sentry/cli", "@swc/core", "argon2", "bcrypt", "better-sqlite3", "bufferutil", "canvas", "core-js", "core-js-bundle", "core-js-pure",
        "cpu-features", "cypress", "dtrace-provider", "electron", "es5-ext", "esbuild", "fsevents", "grpc", "iltorb", "isolated-vm", "kerberos", "leveldown", "lmdb",
        "microtime", "msgpackr-extract", "nodemon", "nx", "playwright", "playwright-chromium", "protobufjs", "puppeteer", "re2", "sharp", "sqlite3", "ssh2",
        "styled-components", "tree-sitter", "unrs-resolver", "usb", "utf-8-validate", "uws", "workerd", "zeromq",
    };

    /// <summary>Whether the modules that are installed look at nothing of the app while they are installed.</summary>
    public static bool AreSelfContained(ConfinedDirectory app) => Check(app, "node_modules", 0);

    private static bool Check(ConfinedDirectory app, string modules, int depth)
    {
        if (!app.DirectoryExists(modules))
            return true;
        if (depth > MaxDepth)
            return false;

        foreach (var name in app.DirectoriesIn(modules))
        {
            var package = $"{modules}/{name}";
            var good = name switch
            {
                ".pnpm" => app.DirectoriesIn(package).All(entry => Check(app, $"{package}/{entry}/node_modules", depth + 1)),
                ['.', ..] => true,
                ['@', ..] => app.DirectoriesIn(package).All(child => CheckPackage(app, $"{package}/{child}", depth)),
                _ => CheckPackage(app, package, depth),
            };
            if (!good)
                return false;
        }

        return true;
    }

    private static bool CheckPackage(ConfinedDirectory app, string package, int depth)
    {
        if (app.ReadText($"{package}/package.json") is { } json && !IsSelfContained(json))
            return false;
        return Check(app, $"{package}/node_modules", depth + 1);
    }

    /// <summary>Whether the install scripts of a <c>package.json</c> are known to look at the package only.</summary>
    public static bool IsSelfContained(string json)
    {
        // Nearly all have none, and parsing a thousand files takes its time.
        if (!json.Contains("install\"", StringComparison.Ordinal))
            return true;

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (!document.RootElement.TryGetProperty("scripts", out var scripts) || scripts.ValueKind != JsonValueKind.Object)
                return true;
            var name = document.RootElement.TryGetProperty("name", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            return _selfContained.Contains(name)
                || _names.All(script => !scripts.TryGetProperty(script, out var command) || command.ValueKind != JsonValueKind.String || NativeBuild().IsMatch(command.GetString()!));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\s*((node-gyp|node-gyp-build|node-gyp-build-optional-packages|prebuild-install|node-pre-gyp|prebuildify)(\s+[\w=./-]+)*\s*(\|\||&&|$)\s*)+$", RegexOptions.CultureInvariant)]
    private static partial Regex NativeBuild();
}
