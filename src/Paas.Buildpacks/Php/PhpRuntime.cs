using System.Reflection;
using Paas.Environments;
using Paas.Files;

namespace Paas.Php;

/// <summary>What a PHP dyno needs: the programs that start its servers, and its environment. Source: devcenter.heroku.com/articles/custom-php-settings.</summary>
internal static class PhpRuntime
{
    public const string Directory = ".heroku/php";

    private static readonly string[] _servers = ["heroku-php-apache2", "heroku-php-nginx"];

    /// <param name="app">Where to write.</param>
    /// <param name="phpBin">Directory of a PHP that dynos do not find by themselves; null for the first on their search path or one in <see cref="Directory"/>.</param>
    /// <param name="composerBin">Where Composer puts the programs of packages.</param>
    public static void WriteTo(ConfinedDirectory app, string? phpBin, string composerBin)
    {
        var script = Script();
        foreach (var server in _servers)
        {
            app.WriteText($"{Directory}/bin/{server}", script, executable: true);

            // Where Procfiles look for them that were written when they came as a package.
            app.WriteText($"{composerBin}/{server}", $"#!/usr/bin/env bash\nexec \"$HOME/{Directory}/bin/{server}\" \"$@\"\n", executable: true);
        }

        var profile = new ProfileScript();
        if (phpBin is not null)
            profile.Line($"export PATH={Shell.ShellText.Quote(phpBin)}:\"$PATH\"");
        profile.PrependPath("PATH", composerBin).PrependPath("PATH", $"{Directory}/bin").Default("LANG", "C.UTF-8").WriteTo(app, "php");

        // In place of one of an earlier buildpack: how many workers there can be depends on PHP's own memory limit.
        new ProfileScript().Line("# The servers choose WEB_CONCURRENCY when they start.").WriteTo(app, "WEB_CONCURRENCY");
    }

    private static string Script()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("heroku-php.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("# @memory-limit@", MemoryLimit.Function, StringComparison.Ordinal);
    }
}
