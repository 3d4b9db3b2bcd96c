using System.Text.RegularExpressions;
using Paas.Failures;

namespace Paas.Node;

/// <summary>Says what was wrong from what a package manager, or a script that it ran, printed.</summary>
internal static partial class NodeFailure
{
    private const int MaxPlaces = 5;

    private static readonly KnownFailure[] _ofScripts =
    [
        new(OutOfMemory(), "Node.js ran out of memory.", "Give it more with the config var NODE_OPTIONS, such as --max_old_space_size=4096."),
        new(NoProgram(), "A program of a script is not there.", "Add its package to the dependencies (or devDependencies) of package.json."),
        new(NoModule(), "A module is not there.", "Add it to the dependencies of package.json, or commit the file. Names of files are told apart by case where builds run."),
    ];

    /// <param name="name">What was run.</param>
    /// <param name="manager">The package manager, when it was to install; null for a script of the app.</param>
    /// <param name="exitCode">How it ended.</param>
    /// <param name="output">What it printed.</param>
    public static string Explain(string name, PackageManager? manager, int exitCode, IReadOnlyList<string> output)
    {
        var lines = output.Select(static line => Prefix().Replace(line, "")).Where(static line => line.Trim().Length > 0 && !Aside().IsMatch(line)).ToArray();
        var places = lines.Where(static line => TypeError().IsMatch(line)).Distinct().Take(MaxPlaces).ToArray();
        return places.Length > 0
            ? KnownFailure.Text("The app does not compile:", places)
            : KnownFailure.Explain(manager is null ? _ofScripts : [.. OfInstalls(manager), .. _ofScripts], lines) ?? KnownFailure.Unknown(name, exitCode, lines);
    }

    private static KnownFailure[] OfInstalls(PackageManager manager) =>
    [
        new(Mismatch(), $"{manager.Lockfile} does not match package.json.", $"Run '{manager.Program} install', commit {manager.Lockfile} and push again."),
        new(NoVersion(), "A package is not in its registry, or not in that version.", "Look at its name and version in package.json. For a private one, name its registry in .npmrc and give its token by a config var: //registry.example.com/:_authToken=${NPM_TOKEN}."),
        new(Refused(), "A registry refuses the credentials.", "Name them in .npmrc by a config var: //registry.example.com/:_authToken=${NPM_TOKEN}."),
        new(Unreachable(), "The registry could not be reached.", "Name one that builds reach with the config var NPM_CONFIG_REGISTRY, or in .npmrc."),
        new(Engine(), "A package wants another Node.js.", "Change \"engines\" in package.json, or the version of the package."),
    ];

    [GeneratedRegex(@"^npm (error|ERR!) ?(code \w+$)?", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    // Warnings, how a command is used, where to read on.
    [GeneratedRegex(@"^npm (warn|WARN|notice)\b|^warning |^(Usage:|Options:|Clean install a project|aliases: |Run ""npm help|A complete log of this run|\s*\[?-[\w-]|npm (ci|install)$| {2,}\w)|^(errno|syscall|command|path|cwd) ", RegexOptions.CultureInvariant)]
    private static partial Regex Aside();

    [GeneratedRegex(@"^\S+\.[cm]?tsx?(\(\d+,\d+\): |:\d+:\d+ - )error TS\d+: ", RegexOptions.CultureInvariant)]
    private static partial Regex TypeError();

    [GeneratedRegex(@"^(Missing: .* from lock file|Invalid: lock file's )|ERR_PNPM_OUTDATED_LOCKFILE|Your lockfile needs to be updated|YN0028:.*(would|forbidden)", RegexOptions.CultureInvariant)]
    private static partial Regex Mismatch();

    [GeneratedRegex(@"404 Not Found|^404 |No matching version found|ERR_PNPM_(FETCH_404|NO_MATCHING_VERSION)|Couldn't find (package|any versions for)|YN0035:|YN0082:", RegexOptions.CultureInvariant)]
    private static partial Regex NoVersion();

    [GeneratedRegex(@"40[13] (Unauthorized|Forbidden)|ERR_PNPM_FETCH_40[13]|E40[13]\b|YN0041:", RegexOptions.CultureInvariant)]
    private static partial Regex Refused();

    [GeneratedRegex(@"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|cache mode is 'only-if-cached'|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_PNPM_NO_OFFLINE", RegexOptions.CultureInvariant)]
    private static partial Regex Unreachable();

    [GeneratedRegex(@"^notsup |Unsupported engine|engine ""node"" is incompatible|ERR_PNPM_UNSUPPORTED_ENGINE", RegexOptions.CultureInvariant)]
    private static partial Regex Engine();

    [GeneratedRegex("heap out of memory", RegexOptions.CultureInvariant)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"^(sh|/bin/sh): (line )?(\d+: )?\S+: (command )?not found|^command not found: ", RegexOptions.CultureInvariant)]
    private static partial Regex NoProgram();

    [GeneratedRegex(@"Cannot find (module|package) '|Module not found: |Can't resolve '", RegexOptions.CultureInvariant)]
    private static partial Regex NoModule();
}
