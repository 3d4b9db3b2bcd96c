using System.Collections.Immutable;
using Paas.Files;
using Paas.Shell;

namespace Paas.Php;

/// <summary>Whether what the app's processes start is there, and what a developer should know of it.</summary>
internal sealed class PhpServers(BuildContext context, ConfinedDirectory app, ComposerProject project)
{
    private static readonly string[] _roots = ["public", "web", "html", "www", "htdocs"];

    private const string Search = """
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        version=$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
        [ -z "$(type -P apache2 httpd)" ] || echo apache2
        [ -z "$(type -P nginx)" ] || echo nginx
        [ -z "$(type -P "php-fpm$version" php-fpm)" ] || echo fpm
        """;

    public async ValueTask<string?> CheckAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var output = context.Output;
        var procfile = app.ReadText("Procfile") is { } text ? Procfile.Parse(text) : null;
        var web = procfile is { Error: null } ? procfile.ProcessTypes.GetValueOrDefault("web", "heroku-php-apache2") : "heroku-php-apache2";
        if (app.FileExists("auth.json"))
            output.Alert("auth.json is checked in, and so are the credentials in it, which go into the slug. Put them into the config var COMPOSER_AUTH, remove the file and change them.");
        if (procfile?.ProcessTypes.ContainsKey("web") != true)
            WithoutWeb(output, procfile is not null);

        var usesApache = web.Contains("heroku-php-apache2", StringComparison.Ordinal);
        if (!usesApache && !web.Contains("heroku-php-nginx", StringComparison.Ordinal))
            return null;

        var (_, found) = await context.CaptureAsync(Search, environment, cancellationToken);
        var there = found.Split('\n', StringSplitOptions.TrimEntries);
        if (!there.Contains("fpm"))
            return "PHP-FPM, which runs the app's web requests, is not installed on this platform for its PHP (Debian: apt-get install php-fpm). Install it where builds and dynos run, or start something else in the Procfile.";
        if (!usesApache)
            return there.Contains("nginx") ? null : "The Procfile starts heroku-php-nginx, but nginx is not installed on this platform (Debian: apt-get install nginx-light). Install it where builds and dynos run.";
        if (there.Contains("apache2"))
            return null;
        if (!there.Contains("nginx"))
            return "Neither Apache nor nginx, which PHP's web requests go through, is installed on this platform (Debian: apt-get install apache2-bin, or nginx-light). Install one where builds and dynos run.";

        output.Alert("Apache is not installed on this platform: heroku-php-apache2 starts nginx in its place, which does not read .htaccess files; what is no file goes to index.php. Say so with 'heroku-php-nginx' in the Procfile, or install Apache (Debian: apt-get install apache2-bin).");
        return null;
    }

    private void WithoutWeb(IBuildOutput output, bool hasProcfile)
    {
        var root = _roots.FirstOrDefault(directory => app.FileExists($"{directory}/index.php"));
        if (root is not null && !app.FileExists("index.php"))
            output.Alert($"{(hasProcfile ? "The Procfile has no 'web'" : "There is no Procfile")}, so that the whole app is served. Add 'web: heroku-php-apache2 {root}/' to it: the document root should be {root}/.");
        else if (!hasProcfile)
            output.Alert("No Procfile, defaulting to 'web: heroku-php-apache2'.");
        if (project.File is not null && root is null && !app.FileExists("index.php"))
            output.Alert("There is no index.php that the web server could run. Say in the Procfile where it is: 'web: heroku-php-apache2 DIRECTORY/'.");
    }
}
