using System.Text.RegularExpressions;
using Paas.Builds;

namespace Paas.Ruby;

/// <summary>The Ruby sample apps, built by Bundler and started somewhere else.</summary>
public sealed partial class RubySampleTests(GemArchives archives) : IClassFixture<GemArchives>
{
    [Fact]
    public async Task Sinatra_FromVendoredGems_AnswersFromAMovedCopyAndBuildsAgainFromTheCache()
    {
        await DebianGems.RequireAsync();
        using var cache = new TestDirectory();
        using var app = new TestDirectory().WithSample("ruby-sinatra");
        await DebianGems.VendorAsync(app, archives.Gems);
        using var build = new TestBuild(app, cache);

        var result = await build.RunAsync(new RubyBuildpack([]));

        Assert.Null(result.Error);
        Assert.Contains(result.Components, static component => component.PackageUrl.StartsWith("pkg:gem/sinatra@", StringComparison.Ordinal));
        Assert.Equal("bundle exec rackup config.ru -p ${PORT:-5000}", result.DefaultProcessTypes["web"]);
        Transcripts.Equal("ruby-sample", Lasting(build));

        // Without the archives: what the cache has is enough.
        using var again = new TestDirectory().WithSample("ruby-sinatra").With("Gemfile.lock", app.Read("Gemfile.lock"));
        using var secondBuild = new TestBuild(again, cache, ("BUNDLE_MIRROR__ALL", "file:///nowhere"));
        Assert.Null((await secondBuild.RunAsync(new RubyBuildpack([]))).Error);
        Assert.DoesNotContain("Installing puma", secondBuild.Output.Text, StringComparison.Ordinal);

        await using var running = await RunningApp.StartAsync(again, "bundle exec puma -C config/puma.rb", new Dictionary<string, string> { ["SENSIBLE_DEFAULTS"] = "1", ["HEROKU_RAM_LIMIT_MB"] = "512" });
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        Assert.Equal("{\"LANG\":\"C.UTF-8\",\"RACK_ENV\":\"production\",\"WEB_CONCURRENCY\":\"2\",\"PUMA_PERSISTENT_TIMEOUT\":\"95\"}", await running.GetAsync("/environment"));
    }

    [Fact]
    public async Task Sinatra_OneGemLess_IsCleanedFromTheCache()
    {
        await DebianGems.RequireAsync();
        using var cache = new TestDirectory();
        foreach (var wanted in new[] { "gem 'rack'\ngem 'puma'\n", "gem 'rack'\n", "gem 'rack'\ngem 'tilt'\n" })
        {
            using var app = new TestDirectory().With("Gemfile", $"source 'https://gems.example.com'\n{wanted}").With("config.ru").With("Procfile", "web: true");
            await DebianGems.LockAsync(app, archives.Index);
            using var build = new TestBuild(app, cache, ("BUNDLE_MIRROR__ALL", $"file://{archives.Index.Path}"));

            Assert.Null((await build.RunAsync(new RubyBuildpack([]))).Error);

            var installed = Directory.GetDirectories(Directory.GetDirectories(app.PathOf("vendor/bundle/ruby")).Single() + "/gems").Select(static path => Path.GetFileName(path).Split('-')[0]).Order(StringComparer.Ordinal);
            Assert.Equal(wanted.Contains("puma", StringComparison.Ordinal) ? ["nio4r", "puma", "rack"] : wanted.Contains("tilt", StringComparison.Ordinal) ? ["rack", "tilt"] : ["rack"], installed);
            Assert.Equal(!wanted.Contains("puma", StringComparison.Ordinal), build.Output.Text.Contains("Using rack", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Rails_WithAssets_AnswersFromAMovedCopyAndKeepsSecretAndAssets()
    {
        await DebianGems.RequireAsync();
        using var cache = new TestDirectory();
        using var app = new TestDirectory().WithSample("ruby-rails");
        await DebianGems.VendorAsync(app, archives.Gems);
        using var build = new TestBuild(app, cache);

        var result = await build.RunAsync(new RubyBuildpack([]));

        Assert.Null(result.Error);
        Assert.Equal("bin/rails server -p ${PORT:-5000} -e $RAILS_ENV", result.DefaultProcessTypes["web"]);
        Transcripts.Equal("ruby-rails-sample", Lasting(build));
        var secret = SecretLine().Match(app.Read(".profile.d/ruby.sh")).Groups["secret"].Value;
        Assert.Equal(128, secret.Length);
        Assert.DoesNotContain(secret, build.Output.Text, StringComparison.Ordinal);
        Assert.False(app.Has("tmp/cache/assets"), "What the compiler of assets keeps is in the slug.");

        using var again = new TestDirectory().WithSample("ruby-rails").With("Gemfile.lock", app.Read("Gemfile.lock"));
        using var secondBuild = new TestBuild(again, cache);
        Assert.Null((await secondBuild.RunAsync(new RubyBuildpack([]))).Error);
        Assert.Contains(secret, again.Read(".profile.d/ruby.sh"), StringComparison.Ordinal);
        Assert.DoesNotContain("Writing ", secondBuild.Output.Text, StringComparison.Ordinal);

        await using var running = await RunningApp.StartAsync(again, result.DefaultProcessTypes["web"]);
        Assert.Contains("on web.1", await running.GetAsync("/"), StringComparison.Ordinal);
        var page = await running.GetAsync("/page");
        Assert.Contains("Visit 1", page, StringComparison.Ordinal);
        Assert.Contains("sans-serif", await running.GetAsync(Stylesheet().Match(page).Value), StringComparison.Ordinal);
        await running.WaitForOutputAsync("Started GET \"/page\"");
    }

    [Fact]
    public async Task Rails_BrokenAssetsAndRakefile_FailWithTheirWords()
    {
        await DebianGems.RequireAsync();
        using var cache = new TestDirectory();
        using var app = new TestDirectory().WithSample("ruby-rails").With("config/initializers/payment.rb", "raise 'PAYMENT_KEY is not set'\n");
        await DebianGems.VendorAsync(app, archives.Gems);
        using var build = new TestBuild(app, cache);
        var error = (await build.RunAsync(new RubyBuildpack([]))).Error;
        Assert.StartsWith("rake assets:precompile failed with exit code 1.", error, StringComparison.Ordinal);
        Assert.Contains("PAYMENT_KEY is not set", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("without a database", error, StringComparison.Ordinal);

        using var second = new TestDirectory().WithSample("ruby-rails").With("Gemfile.lock", app.Read("Gemfile.lock")).With("Rakefile", "require 'no_such_file'\n");
        using var secondBuild = new TestBuild(second, cache);
        error = (await secondBuild.RunAsync(new RubyBuildpack([]))).Error;
        Assert.StartsWith("The Rakefile cannot be loaded", error, StringComparison.Ordinal);
        Assert.Contains("cannot load such file -- no_such_file", error, StringComparison.Ordinal);
    }

    /// <summary>The transcript without the gems, which come in any order, and without what the asset compiler says of each file.</summary>
    private static string Lasting(TestBuild build) =>
        string.Concat(build.Transcript().Split('\n').Where(static line => line.Length > 0 && !Gem().IsMatch(line)).Select(static line => line + "\n"));

    [GeneratedRegex(@"^ +(Using|Installing|Fetching) [\w-]+ <|INFO -- : Writing|gems now installed")]
    private static partial Regex Gem();

    [GeneratedRegex("SECRET_KEY_BASE-(?<secret>[0-9a-f]+)")]
    private static partial Regex SecretLine();

    [GeneratedRegex("/assets/application-[0-9a-f]+\\.css")]
    private static partial Regex Stylesheet();
}
