using System.Text.Json.Nodes;
using Paas.Builds;

namespace Paas.Php;

/// <summary>The PHP sample apps, built by Composer and started somewhere else.</summary>
public sealed class PhpSampleTests
{
    [Fact]
    public async Task Slim_BehindNginx_AnswersFromAMovedCopyAndIsTheSameTwice()
    {
        DebianPackages.RequireServer("nginx");
        using var cache = new TestDirectory();
        using var app = new TestDirectory().WithSample("php-slim");
        await DebianPackages.VendorAsync(app);
        using var again = new TestDirectory().WithSample("php-slim").With("composer.lock", app.Read("composer.lock"));
        Directory.CreateSymbolicLink(again.PathOf("artifacts"), app.PathOf("artifacts"));
        using var build = new TestBuild(app, cache);

        var result = await build.RunAsync(new PhpBuildpack([]));

        Assert.Null(result.Error);
        Assert.Contains(result.Components, static component => component.PackageUrl.StartsWith("pkg:composer/slim/slim@3.", StringComparison.Ordinal) && component.License == "MIT");
        Transcripts.Equal("php-sample", Lasting(build));

        using var secondBuild = new TestBuild(again, cache);
        Assert.Null((await secondBuild.RunAsync(new PhpBuildpack([]))).Error);
        foreach (var file in Directory.EnumerateFiles(app.PathOf("vendor"), "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(again.PathOf(Path.GetRelativePath(app.Path, file)))), $"{file} differs");
        Assert.Contains("Using the packages of the last build", secondBuild.Output.Text, StringComparison.Ordinal);

        await using var running = await RunningApp.StartAsync(again, "exec vendor/bin/heroku-php-nginx -C nginx.conf public/", new Dictionary<string, string> { ["WEB_CONCURRENCY"] = "2" });
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("{\"WEB_CONCURRENCY\":\"2\",\"memory_limit\":\"128M\"}", await running.GetAsync("/environment"));
        Assert.Contains("sans-serif", await running.GetAsync("/style.css"), StringComparison.Ordinal);
        await running.WaitForOutputAsync("app.INFO: Greeted somebody");
    }

    [Fact]
    public async Task Symfony_BehindApache_CompilesAndAnswersFromAMovedCopy()
    {
        DebianPackages.RequireServer("apache2");
        using var cache = new TestDirectory();
        using var app = new TestDirectory().WithSample("php-symfony");
        await DebianPackages.VendorAsync(app);
        using var build = new TestBuild(app, cache);

        var result = await build.RunAsync(new PhpBuildpack([]));

        Assert.Null(result.Error);
        Assert.True(app.Has("var/twig"));
        await BuiltFromCache_IsAsIfBuiltAnewAsync(app, cache);
        Transcripts.Equal("php-symfony-sample", Lasting(build));
        await using var running = await RunningApp.StartAsync(app, "exec heroku-php-apache2 public/", new Dictionary<string, string> { ["WEB_CONCURRENCY"] = "2" });
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Contains("Good day, Ada!", await running.GetAsync("/greetings/Ada"), StringComparison.Ordinal);
        using var missing = await running.SendAsync(HttpMethod.Get, "/nothing/here");
        Assert.Equal(404, (int)missing.StatusCode);
    }

    /// <summary>With a further class, which Composer's list of classes must have, and without a package.</summary>
    private static async Task BuiltFromCache_IsAsIfBuiltAnewAsync(TestDirectory app, TestDirectory cache)
    {
        var composer = JsonNode.Parse(app.Read("composer.lock"))!;
        var packages = composer["packages"]!.AsArray();
        packages.Remove(packages.First(static package => (string?)package!["name"] == "twig/twig"));
        var apps = new List<TestDirectory>();
        try
        {
            foreach (var kept in (TestDirectory?[])[cache, null])
            {
                var again = new TestDirectory().WithSample("php-symfony").With("src/Further.php", "<?php namespace App; final class Further { }").With("composer.lock", composer.ToJsonString());
                apps.Add(again);
                again.With("composer.json", again.Read("composer.json").Replace("\"twig/twig\": \"^3.5\"", "\"php-64bit\": \"*\"", StringComparison.Ordinal).Replace("\"compile\"", "\"none\"", StringComparison.Ordinal));
                Directory.CreateSymbolicLink(again.PathOf("artifacts"), app.PathOf("artifacts"));
                using var build = new TestBuild(again, kept);
                Assert.Null((await build.RunAsync(new PhpBuildpack([]))).Error);
                Assert.Contains(kept is null ? " installs, 0 updates, 0 removals" : "0 installs, 0 updates, 1 removal", build.Output.Text, StringComparison.Ordinal);
            }

            Assert.Contains("App\\\\Further", apps[0].Read("vendor/composer/autoload_classmap.php"), StringComparison.Ordinal);
            string[] files = [.. apps.Select(static one => string.Join('\n', Directory.EnumerateFiles(one.PathOf("vendor"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{Path.GetRelativePath(one.Path, file)} {File.ReadAllText(file)}")))];
            Assert.Equal(files[1], files[0]);
        }
        finally
        {
            apps.ForEach(static one => one.Dispose());
        }
    }

    /// <summary>The transcript without the packages, which come in any order.</summary>
    private static string Lasting(TestBuild build) =>
        string.Concat(build.Transcript().Split('\n').Where(static line => line.Length > 0 && !line.TrimStart().StartsWith("- ", StringComparison.Ordinal)).Select(static line => line + "\n"));
}
