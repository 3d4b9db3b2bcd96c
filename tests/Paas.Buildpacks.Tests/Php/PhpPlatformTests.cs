using System.Collections.Immutable;

namespace Paas.Php;

public sealed class PhpPlatformTests
{
    [Fact]
    public void Php_OfAppAndPackages_IsWhatAllAccept()
    {
        var (text, askedBy, accepts) = PhpPlatform.Php(Project(("composer.json", "php ^8.1"), ("a/b", "php >=7.4 <8.3"), ("c/d", "php dev-main")));

        Assert.Equal(("^8.1", "composer.json"), (text, askedBy));
        Assert.Equal([false, true, true, false], new[] { "8.0.1", "8.1.0", "8.2.9", "8.3.0" }.Select(accepts));
        Assert.Equal(["a/b (>=7.4 <8.3)"], PhpPlatform.Refusing(Project(("composer.json", "php ^8.1"), ("a/b", "php >=7.4 <8.3")), "8.4.1"));
    }

    [Fact]
    public void Php_OfAPackageOnly_NamesIt()
    {
        var (text, askedBy, _) = PhpPlatform.Php(Project(("composer.json", ""), ("a/b", "php ^8.1")));

        Assert.Equal(("^8.1", "a/b (in composer.lock)"), (text, askedBy));
    }

    [Fact]
    public void Missing_Extensions_NamesWhoAsksAndHowToGetThem()
    {
        var project = Project(("composer.json", "ext-redis ^6.0"), ("a/b", "ext-redis *"), ("c/d", "ext-imagick *"), ("e/f", "ext-json *"));

        Assert.Equal(
            "PHP 8.2.1 lacks extensions that the app needs:\n" +
            "  ext-redis ^6.0, required by composer.json, a/b\n" +
            "  ext-imagick *, required by c/d\n" +
            "Install them where builds and dynos run (Debian: apt-get install php-redis php-imagick), or do without what requires them.",
            PhpPlatform.Missing(project, "8.2.1", new Dictionary<string, string> { ["json"] = "8.2.1" }));
    }

    [Theory]
    [InlineData("ext-redis ^6.0", "redis 6.1.0", null, true)]
    [InlineData("ext-redis ^6.0", "redis 5.3.7", null, false)]
    [InlineData("ext-redis ^6.0", "redis ", null, true)]
    [InlineData("ext-mbstring *", "", "ext-mbstring", true)]
    [InlineData("ext-mbstring *", "", "ext-ctype", false)]
    public void Missing_VersionOrPolyfill_Counts(string requires, string extension, string? provided, bool isThere)
    {
        var project = Project(("composer.json", requires));
        project = project with { Packages = [new ComposerPackage("symfony/polyfill", "1.0", ImmutableSortedDictionary<string, string>.Empty, provided is null ? [] : [provided], null)] };
        var extensions = extension.Length == 0 ? new Dictionary<string, string>() : new() { [extension.Split(' ')[0]] = extension.Split(' ')[1] };

        Assert.Equal(isThere, PhpPlatform.Missing(project, "8.2.1", extensions) is null);
    }

    private static ComposerProject Project(params (string Name, string Requires)[] packages)
    {
        var all = packages.Select(static package => new ComposerPackage(
            package.Name, "1.0",
            package.Requires.Length == 0 ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add(package.Requires.Split(' ', 2)[0], package.Requires.Split(' ', 2)[1]),
            [], null)).ToArray();
        return new ComposerProject { File = "composer.json", Root = all[0], Packages = [.. all[1..]] };
    }
}
