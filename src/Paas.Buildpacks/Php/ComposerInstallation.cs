using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Paas.Caching;
using Paas.Files;
using Paas.Shell;

namespace Paas.Php;

/// <summary>Puts the packages of the lockfile into vendor, and keeps them for the next build.</summary>
internal sealed class ComposerInstallation(BuildContext context, ConfinedDirectory app, ComposerProject project, BuildCache cache, ImmutableDictionary<string, string> environment)
{
    private const string Installed = "installed";

    // After a failure Composer explains its own arguments, which are not the app's.
    private const string Install = "set -o pipefail; composer install --no-dev --prefer-dist --optimize-autoloader --no-progress --no-interaction --no-ansi 2>&1 | sed -u '/^install \\[--/d'";

    private string Lock => ComposerProject.LockOf(project.File!);

    public async ValueTask<string?> RunAsync(string composer, CancellationToken cancellationToken)
    {
        var output = context.Output;
        output.Step("Installing dependencies...");
        var isCheckedIn = app.DirectoryExists(project.VendorDirectory);
        if (isCheckedIn)
            output.Alert($"The directory {project.VendorDirectory} is checked in. It makes pushes slow, and what is in it may not be what {Lock} says: git rm -r --cached {project.VendorDirectory}, and add it to .gitignore.");

        var snapshot = new TreeSnapshot(context, cache, "vendor", project.VendorDirectory, environment);
        var isKept = !isCheckedIn && VendorKey.IsComplete(project);
        var key = isKept ? await CreateKeyAsync(cancellationToken) : null;
        if (key is not null && await snapshot.RestoreAsync(Installed, key, cancellationToken))
        {
            output.Detail($"Using the packages of the last build ({project.File}, {Lock} and the names of classes are unchanged)");
            return null;
        }

        output.Detail($"Composer version {composer}");
        if (isKept)
            await snapshot.RestoreAsync(Installed, null, cancellationToken, toChange: true);
        KeepAutoloaderName(isCheckedIn);
        var error = await context.RunStepAsync("composer install", Install, environment, cancellationToken);
        if (error is not null || !isKept)
            snapshot.Clear();
        else if (app.DirectoryExists(project.VendorDirectory))
            await snapshot.SaveAsync(Installed, key ?? "", cancellationToken);
        return error is null ? null : $"{error}\n{Advice(error)}";
    }

    /// <summary>Null where Composer must run in any case.</summary>
    private async ValueTask<string?> CreateKeyAsync(CancellationToken cancellationToken)
    {
        if (!VendorKey.IsWithoutComposer(project))
            return null;

        var (exitCode, classes) = project.AutoloadPaths.IsEmpty ? (0, "") : await context.CaptureAsync(DeclaredClasses.Script(project.AutoloadPaths), environment, cancellationToken);
        return exitCode == 0 ? VendorKey.Create(app, project, context.ConfigVars, classes) : null;
    }

    /// <summary>Composer names its loader at random, but keeps the name that is there: the same lockfile shall make the same files.</summary>
    private void KeepAutoloaderName(bool isCheckedIn)
    {
        var file = $"{project.VendorDirectory}/autoload.php";
        if (isCheckedIn && app.FileExists(file))
            return;

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(app.ReadText(Lock) ?? "")))[..32];
        app.WriteText(file, $"<?php // ComposerAutoloaderInit{digest}::getLoader();\n");
    }

    private string Advice(string error)
    {
        if (error.Contains("lock file", StringComparison.OrdinalIgnoreCase))
            return $"{Lock} does not match {project.File}: run 'composer update', commit {Lock} and push again.";
        if (error.Contains("Authentication required", StringComparison.Ordinal) || error.Contains("Could not authenticate", StringComparison.Ordinal) || error.Contains("credentials", StringComparison.Ordinal))
            return "A repository wants credentials: put them into the config var COMPOSER_AUTH (getcomposer.org/doc/articles/authentication-for-private-packages.md).";
        return $"When no package repository is reachable, name a mirror in \"repositories\" of {project.File}, or commit the packages as archives with a repository of type \"artifact\".";
    }
}
