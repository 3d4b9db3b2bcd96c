using Paas.Builds;

namespace Paas.Php;

public sealed class PhpBuildpackTests : IDisposable
{
    private const string Lock = "{\"packages\": []}";

    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();

    [Theory]
    [InlineData("composer.json={|\"require\": {\"a/b\": \"^1\"},|}", "composer.json is not valid JSON (line 3, column 1)")]
    [InlineData("composer.json=[]", "composer.json must hold an object")]
    [InlineData("composer.json={\"require\": {\"a/b\": \"^1\"}}", "composer.json lists dependencies, but there is no composer.lock. Run 'composer update'")]
    [InlineData("composer.json={\"require-dev\": {\"a/b\": \"^1\"}} .gitignore=composer.lock", "because .gitignore lists it")]
    [InlineData("composer.json={} composer.lock=<<<<<<<", "composer.lock is not valid JSON (line 1, column 1)")]
    [InlineData("composer.json={} .heroku/php/x=", "The directory .heroku/php is checked in")]
    public async Task Build_WrongFiles_AreNamed(string files, string problem)
    {
        foreach (var file in files.Replace("\": ", "\":", StringComparison.Ordinal).Replace("} .", "}\0.", StringComparison.Ordinal).Replace("} composer", "}\0composer", StringComparison.Ordinal).Split('\0'))
            _app.With(file.Split('=', 2)[0], file.Split('=', 2)[1].Replace('|', '\n'));

        Assert.Contains(problem, await ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OtherManifestByConfigVar_IsTaken()
    {
        Assert.Contains("The config var COMPOSER names 'composer-8.json', but there is no such file", await ErrorAsync(("COMPOSER", "composer-8.json")), StringComparison.Ordinal);

        _app.With("composer-8.json", "{\"require\": {\"a/b\": \"^1\"}}");
        Assert.Contains("there is no composer-8.lock", await ErrorAsync(("COMPOSER", "composer-8.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_PhpThatIsNotThere_NamesAskedInstalledAndRefusing()
    {
        Bash.Require("php");
        _app.With("composer.json", "{\"require\": {\"php\": \"^5.6\"}}").With("composer.lock", "{\"packages\": [{\"name\": \"a/b\", \"version\": \"1.0\", \"require\": {\"php\": \"~5.6.1\"}}]}");

        var error = await ErrorAsync();

        Assert.Contains("composer.json asks for PHP ^5.6, but this platform has PHP ", error, StringComparison.Ordinal);
        Assert.Contains("composer.json (^5.6), a/b (~5.6.1).", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ExtensionThatIsNotThere_FailsBeforeComposer()
    {
        Bash.Require("php");
        _app.With("composer.json", "{\"require\": {\"ext-no-such-extension\": \"*\"}}").With("composer.lock", Lock);

        Assert.Contains("ext-no-such-extension *, required by composer.json\nInstall it where builds and dynos run (Debian: apt-get install php-no-such-extension)", await ErrorAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(_app.Read("composer.lock"), "vendor", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{not json, s3cret}")]
    [InlineData("[\"s3cret\"]")]
    [InlineData("{\"http-basic\": \"s3cret\"")]
    public async Task Build_CredentialsThatAreNotJson_AreNotShown(string auth)
    {
        Bash.Require("php");
        _app.With("composer.json", "{}").With("composer.lock", Lock);
        using var build = new TestBuild(_app, _cache, ("COMPOSER_AUTH", auth));

        var error = (await build.RunAsync(new PhpBuildpack([]))).Error;

        Assert.StartsWith("The config var COMPOSER_AUTH is not a JSON object.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error + build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_GitHubToken_ReachesComposerOnly()
    {
        Bash.Require("php");
        using var programs = new TestDirectory();
        programs.WithProgram("composer", $"[ \"$1\" != --version ] || {{ echo 'Composer version 2.7.1 2024-02-09'; exit; }}; echo \"$*\" >> {programs.PathOf("calls")}; env > {programs.PathOf("environment")}");
        _app.With("composer.json", "{\"scripts\": {\"compile\": \"true\"}, \"config\": {\"bin-dir\": \"tools\"}}").With("composer.lock", Lock).With("vendor/x").With("index.php").With("auth.json", "{}");
        using var build = new TestBuild(_app, _cache, ("COMPOSER_GITHUB_OAUTH_TOKEN", "s3cret"), ("COMPOSER_AUTH", "{\"http-basic\": {\"repo.example.com\": {\"username\": \"me\", \"password\": \"x\"}}}")).WithPrograms(programs);

        Assert.Null((await build.RunAsync(new PhpBuildpack([]))).Error);
        Assert.Equal("install --no-dev --prefer-dist --optimize-autoloader --no-progress --no-interaction --no-ansi\nrun-script --no-dev --no-interaction --no-ansi compile\n", programs.Read("calls"));
        Assert.Contains("COMPOSER_AUTH={\"http-basic\":{\"repo.example.com\":{\"username\":\"me\",\"password\":\"x\"}},\"github-oauth\":{\"github.com\":\"s3cret\"}}\n", programs.Read("environment"), StringComparison.Ordinal);
        Assert.DoesNotContain("COMPOSER_GITHUB_OAUTH_TOKEN=", programs.Read("environment"), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", build.Output.Text + string.Concat(build.Commands), StringComparison.Ordinal);
        Assert.Contains("The directory vendor is checked in", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("auth.json is checked in", build.Output.Text, StringComparison.Ordinal);
        Assert.True(_app.Has("tools/heroku-php-nginx"));
    }

    [Fact]
    public async Task Build_SameClasses_DoesWithoutComposer()
    {
        Bash.Require("php");
        using var programs = new TestDirectory();
        programs.WithProgram("composer", $"[ \"$1\" != --version ] || {{ echo 'Composer version 2.7.1 2024-02-09'; exit; }}; echo \"$1\" >> {programs.PathOf("calls")}; mkdir -p vendor/a && [ -e vendor/a/one.php ] || date +%N > vendor/a/one.php");
        _app.With("composer.json", "{\"autoload\": {\"psr-4\": {\"App\\\\\": \"src/\", \"Old\\\\\": \"none/\"}}}").With("composer.lock", Lock);
        string? first = null;
        foreach (var (source, calls) in new[]
        {
            ("<?php namespace App; class One { function say() { return self::class . ' class Two {'; } }", 1),
            ("<?php\nnamespace App;\n// class Three {}\nclass One { function ask() { return new class { }; } }", 1),
            ("<?php namespace App; class One { } class Two { }", 2),
        })
        {
            if (_app.Has("vendor"))
                Directory.Delete(_app.PathOf("vendor"), recursive: true);
            Directory.Delete(_app.With("src/One.php", source).With(".heroku/x").PathOf(".heroku"), recursive: true);
            using var build = new TestBuild(_app, _cache).WithPrograms(programs);

            Assert.Null((await build.RunAsync(new PhpBuildpack([]))).Error);

            Assert.Equal(calls, programs.Read("calls").Split('\n').Length - 1);
            first ??= _app.Read("vendor/a/one.php");
            Assert.Equal(first, _app.Read("vendor/a/one.php"));
        }
    }

    [Fact]
    public async Task Build_LockfileThatDoesNotMatch_GivesComposersWordsAndTheFix()
    {
        DebianPackages.Require();
        _app.WithSample("php-slim");
        await DebianPackages.VendorAsync(_app);
        _app.With("composer.json", _app.Read("composer.json").Replace("\"slim/slim\": \"^3.12\"", "\"slim/slim\": \"^3.12\", \"twig/twig\": \"^3.5\"", StringComparison.Ordinal));
        using var build = new TestBuild(_app, _cache);

        await Transcripts.FailsAsync("php-broken", build, new PhpBuildpack([]));
    }

    [Theory]
    [InlineData("index.php", "", "No Procfile, defaulting to 'web: heroku-php-apache2'.")]
    [InlineData("composer.json public/index.php", "", "Add 'web: heroku-php-apache2 public/' to it")]
    [InlineData("composer.json", "", "There is no index.php that the web server could run.")]
    [InlineData("composer.json public/index.php", "web: heroku-php-nginx public/", null)]
    public async Task Build_Procfile_IsAskedForWhereItIsNeeded(string files, string procfile, string? advice)
    {
        DebianPackages.RequireServer("nginx");
        foreach (var file in files.Split(' '))
            _app.With(file, file == "composer.json" ? "{\"require\": {\"php\": \">=7\"}}" : "");
        if (procfile.Length > 0)
            _app.With("Procfile", procfile);
        using var build = new TestBuild(_app, _cache);

        var result = await build.RunAsync(new PhpBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal("heroku-php-apache2", result.DefaultProcessTypes["web"]);
        if (advice is null)
            Assert.DoesNotContain(" !     ", build.Output.Text, StringComparison.Ordinal);
        else
            Assert.Contains(advice, build.Output.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }

    private async Task<string> ErrorAsync(params (string, string)[] configVars)
    {
        using var build = new TestBuild(_app, _cache, configVars);
        return Assert.IsType<string>((await build.RunAsync(new PhpBuildpack([]))).Error);
    }
}
