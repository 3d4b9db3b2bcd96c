using Paas.Builds;
using Paas.Files;

namespace Paas.Php;

public sealed class VendorKeyTests
{
    private const string Packages = "{\"packages\": [{\"name\": \"a/b\", \"version\": \"1\", \"type\": \"library\", \"dist\": {\"type\": \"zip\"}}]}";

    [Theory]
    [InlineData("{}", Packages, true, true)]
    [InlineData("{\"scripts\": {\"compile\": \"x\", \"test\": [\"y\"]}}", Packages, true, true)]
    [InlineData("{\"scripts\": {\"post-autoload-dump\": [\"Illuminate\\\\Foundation\\\\ComposerScripts::postAutoloadDump\", \"@php artisan package:discover --ansi\"]}}", Packages, true, false)]
    [InlineData("{\"scripts\": {\"post-install-cmd\": \"patch -p1 < x.patch\"}}", Packages, false, false)]
    [InlineData("{\"scripts\": {\"post-package-install\": [\"@php artisan x\", \"App\\\\Setup::run\"]}}", Packages, false, false)]
    [InlineData("{}", "{\"packages\": [{\"name\": \"symfony/flex\", \"type\": \"composer-plugin\"}]}", false, true)]
    [InlineData("{}", "{\"packages\": [{\"name\": \"symfony/runtime\", \"type\": \"composer-plugin\"}]}", true, true)]
    [InlineData("{}", "{\"packages\": [{\"name\": \"own/package\", \"dist\": {\"type\": \"path\"}}]}", false, true)]
    [InlineData("{\"config\": {\"bin-dir\": \"bin\"}}", Packages, true, false)]
    [InlineData("{\"config\": {\"vendor-dir\": \"../vendor\"}}", Packages, false, true)]
    [InlineData("{\"config\": {\"vendor-dir\": \"lib/packages\"}}", Packages, true, true)]
    [InlineData("{\"autoload\": {\"psr-4\": {\"App\\\\\": [\"src/\", \"lib\"]}, \"classmap\": [\"old/classes.php\"]}}", Packages, true, true)]
    [InlineData("{\"autoload\": {\"psr-4\": {\"App\\\\\": \"\"}}}", Packages, true, false)]
    [InlineData("{\"autoload\": {\"classmap\": [\"src/*/classes\"]}}", Packages, true, false)]
    public void Project_SaysWhetherItsPackagesCanBeKept(string manifest, string locked, bool isComplete, bool isWithoutComposer)
    {
        using var app = new TestDirectory().With("composer.json", manifest).With("composer.lock", locked);
        using var build = new TestBuild(app);

        Assert.True(ComposerProject.TryRead(build.Context, new ConfinedDirectory(app.Path), out var project, out _));
        Assert.Equal((isComplete, isWithoutComposer), (VendorKey.IsComplete(project), VendorKey.IsWithoutComposer(project)));
    }
}
