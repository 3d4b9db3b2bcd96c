using Paas.Builds;

namespace Paas.Php;

/// <summary>Archives of Slim, Monolog, Symfony's components and Twig, made from the Debian packages of this machine: a package repository without a network.</summary>
internal static class DebianPackages
{
    private static readonly string[] _libraries = ["Slim", "Monolog", "Twig", "Symfony/Component/HttpFoundation", "Symfony/Component/Routing"];

    public static void Require()
    {
        Bash.Require("php");
        Bash.Require("composer");
        Assert.SkipUnless(_libraries.All(static library => Directory.Exists($"/usr/share/php/{library}")), "Debian's php-slim, php-monolog, php-twig, php-symfony-http-foundation or php-symfony-routing is not installed on this machine.");
    }

    /// <summary>PHP-FPM and nginx (or Apache) are no programs of an ordinary search path.</summary>
    public static void RequireServer(string server)
    {
        Require();
        Assert.SkipUnless(Directory.EnumerateFiles("/usr/sbin", "php-fpm*").Any(), "PHP-FPM is not installed on this machine.");
        Assert.SkipUnless(File.Exists($"/usr/sbin/{server}"), $"'{server}' is not installed on this machine.");
    }

    /// <summary>Puts the archives into an app and locks it to them: which versions a Debian release has is not ours to know.</summary>
    public static async Task VendorAsync(TestDirectory app)
    {
        using var home = new TestDirectory();
        var script = Path.Combine(AppContext.BaseDirectory, "Php", "debian_composer.py");
        var output = new TestOutput();
        using var process = Bash.Start($"/usr/bin/python3 '{script}' artifacts && COMPOSER_ALLOW_SUPERUSER=1 composer update --no-install --no-interaction --quiet", app.Path, Bash.Environment(home.Path), output.Line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output.Text);
    }
}
