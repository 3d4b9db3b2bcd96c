using Paas.Builds;

namespace Paas.Ruby;

public sealed class RubyBuildpackTests : IDisposable
{
    private const string EmptyLock = "GEM\n  specs:\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n";

    private readonly TestDirectory _app = new();
    private readonly TestDirectory _cache = new();

    [Theory]
    [InlineData("", "There is a Gemfile, but no Gemfile.lock. Run 'bundle install'")]
    [InlineData(".gitignore=/Gemfile.lock\n", "because .gitignore lists it")]
    [InlineData("Gemfile.lock=GEM\n|vendor/bundle/x=", "The directory vendor/bundle is checked in")]
    [InlineData("Gemfile.lock=GEM\n|.heroku/ruby/x=", "The directory .heroku is checked in")]
    [InlineData("Gemfile.lock=<<<<<<< HEAD\n", "merge conflict in line 1")]
    [InlineData("Gemfile.lock=GEM\n\nPLATFORMS\n  x64-mingw32\n", "bundle lock --add-platform x86_64-linux")]
    public async Task Build_WrongFiles_AreNamed(string files, string problem)
    {
        foreach (var file in files.Split('|', StringSplitOptions.RemoveEmptyEntries))
            _app.With(file.Split('=', 2)[0], file.Split('=', 2)[1]);
        _app.With("Gemfile");

        Assert.Contains(problem, await ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.9.9", null, "Gemfile.lock asks for Ruby 2.9.9, but this platform has Ruby ")]
    [InlineData(null, "ruby \"~> 2.9\"", "Gemfile asks for Ruby ~> 2.9, but this platform has Ruby ")]
    public async Task Build_RubyThatIsNotThere_NamesAskedAndInstalled(string? locked, string? gemfile, string problem)
    {
        Bash.Require("ruby");
        _app.With("Gemfile", gemfile ?? "").With("Gemfile.lock", EmptyLock + (locked is null ? "" : $"\nRUBY VERSION\n   ruby {locked}p0\n"));

        var error = await ErrorAsync();

        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains("apt-get install ruby", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OtherPatchOfTheSeries_IsUsedAndSaid()
    {
        using var programs = FakeRuby("3.2.4", "2.5.6");
        _app.With("Gemfile").With("Gemfile.lock", EmptyLock + "\nRUBY VERSION\n   ruby 3.2.9p0\n\nBUNDLED WITH\n   2.5.3\n").With(".ruby-version", "3.3.0");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs, alone: true);

        Assert.Null((await build.RunAsync(new RubyBuildpack([]))).Error);
        Assert.Contains(".ruby-version has 3.3.0, but Gemfile.lock has Ruby 3.2.9, which is used", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("Gemfile.lock asks for Ruby 3.2.9, which is not there; Ruby 3.2.4 of the same series is used.", build.Output.Text, StringComparison.Ordinal);
        Assert.Contains("-----> Installing dependencies using bundler 2.5.6", build.Output.Text, StringComparison.Ordinal);
        Assert.Equal("install\nclean\n", programs.Read("calls"));
    }

    [Fact]
    public async Task Build_GemfileThatInsistsOnAPatch_FailsBeforeBundlerDoes()
    {
        using var programs = FakeRuby("3.2.4", "2.5.6");
        _app.With("Gemfile", "ruby \"3.2.9\"").With("Gemfile.lock", EmptyLock + "\nRUBY VERSION\n   ruby 3.2.9p0\n");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs, alone: true);

        Assert.Contains("Gemfile.lock asks for Ruby 3.2.9, but this platform has Ruby 3.2.4", (await build.RunAsync(new RubyBuildpack([]))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_LockfileOfANewerBundler_InstallsThatOneOnce()
    {
        using var programs = FakeRuby("3.2.4", "2.3.15");
        programs.WithProgram("gem", $$"""echo "gem $*" >> {{programs.PathOf("calls")}}; mkdir -p "${@: -1}"/{specifications,bin}; exit 0""");
        foreach (var round in new[] { 1, 2 })
        {
            using var app = new TestDirectory().With("Gemfile").With("Gemfile.lock", EmptyLock + "\nBUNDLED WITH\n   2.6.7\n");
            using var build = new TestBuild(app, _cache).WithPrograms(programs, alone: true);

            Assert.Null((await build.RunAsync(new RubyBuildpack([]))).Error);
            Assert.Contains("-----> Installing dependencies using bundler 2.6.7", build.Output.Text, StringComparison.Ordinal);
            Assert.True(app.Has(".heroku/bundler/specifications"));
            Assert.Contains("export GEM_PATH=\"$HOME/.heroku/bundler:${GEM_PATH:-}\"", app.Read(".profile.d/ruby.sh"), StringComparison.Ordinal);
        }

        Assert.Single(programs.Read("calls").Split('\n'), static call => call.StartsWith("gem install bundler --version 2.6.7 --no-document", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_NewerBundlerThatCannotBeHad_SaysWhatToDo()
    {
        using var programs = FakeRuby("3.2.4", "2.3.15").WithProgram("gem", "echo 'ERROR:  Could not find a valid gem' >&2; exit 2");
        _app.With("Gemfile").With("Gemfile.lock", EmptyLock + "\nBUNDLED WITH\n   2.6.7\n");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs, alone: true);

        var error = (await build.RunAsync(new RubyBuildpack([]))).Error;

        Assert.Contains("Gemfile.lock was written by Bundler 2.6.7 (BUNDLED WITH), the platform has Bundler 2.3.15", error, StringComparison.Ordinal);
        Assert.Contains("Could not find a valid gem", error, StringComparison.Ordinal);
        Assert.Contains("vendor/cache/bundler-2.6.7.gem, or run 'bundle update --bundler=2.3.15'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_CheckedInBundleConfig_KeepsMirrorsAndDropsPlaces()
    {
        using var programs = FakeRuby("3.2.4", "2.5.6");
        _app.With("Gemfile").With("Gemfile.lock", EmptyLock).With(".bundle/config", "---\nBUNDLE_PATH: \"gems\"\nBUNDLE_MIRROR__ALL: \"https://mirror.example.com\"\n");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs, alone: true);

        Assert.Null((await build.RunAsync(new RubyBuildpack([]))).Error);
        Assert.Equal("---\nBUNDLE_MIRROR__ALL: \"https://mirror.example.com\"\n", _app.Read(".bundle/config"));
        Assert.Contains("(BUNDLE_PATH)", build.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_OldRails_GetsADatabaseFile()
    {
        using var programs = FakeRuby("3.2.4", "2.5.6");
        _app.With("Gemfile").With("Gemfile.lock", "GEM\n  specs:\n    activerecord (3.2.22)\n    railties (3.2.22)\n").With("config/database.yml", "mine");
        using var build = new TestBuild(_app, _cache).WithPrograms(programs, alone: true);

        Assert.Null((await build.RunAsync(new RubyBuildpack([]))).Error);
        Assert.Contains("ENV[\"DATABASE_URL\"]", _app.Read("config/database.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseFile_Url_IsTakenApart()
    {
        Bash.Require("ruby");
        DatabaseFile.WriteTo(new Files.ConfinedDirectory(_app.Path), new TestOutput());
        var environment = Bash.Environment(_app.Path);
        environment["DATABASE_URL"] = "postgres://me:p%40ss@db.example.com:5433/shop?pool=7";
        var output = new TestOutput();

        using var ruby = Bash.Start("ruby -ryaml -rerb -e 'p YAML.load(ERB.new(File.read(\"config/database.yml\")).result)[\"production\"].values'", _app.Path, environment, output.Line);
        await ruby.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("[\"postgresql\", \"shop\", \"me\", \"p@ss\", \"db.example.com\", 5433, 7]\n", output.Text);
    }

    [Fact]
    public async Task Build_GemWithNativeCode_IsCompiledKeptAndLeavesNoTraceOfTheBuild()
    {
        await DebianGems.RequireAsync();
        Bash.Require("gcc");
        using var gem = await NativeGemAsync();
        using var index = await DebianGems.IndexAsync(gem);
        using var other = new TestDirectory();
        foreach (var app in new[] { _app, other })
        {
            app.With("Gemfile", "source 'https://gems.example.com'\ngem 'answer'\n").With("Procfile", "worker: true");
            await DebianGems.LockAsync(app, index);
            using var build = new TestBuild(app, _cache, ("BUNDLE_MIRROR__ALL", $"file://{index.Path}"));

            var result = await build.RunAsync(new RubyBuildpack([]));

            Assert.Null(result.Error);
            Assert.Equal("pkg:gem/answer@1.0", Assert.Single(result.Components).PackageUrl);
            Assert.Contains(app == _app ? "Installing answer 1.0 with native extensions" : "Using the gems of the last build", build.Output.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Files(app), file => File.ReadAllText(app.PathOf(file)).Contains(app.Path, StringComparison.Ordinal) && !file.EndsWith(".so", StringComparison.Ordinal));
        }

        Assert.Equal(Files(_app), Files(other));
        Assert.Equal("42\n", await RunningApp.RunAsync(_app, "bundle exec ruby -e 'require \"answer\"; puts Answer.to_i'"));
    }

    [Fact]
    public async Task Build_LockfileThatDoesNotMatch_GivesBundlersWordsAndTheFix()
    {
        await DebianGems.RequireAsync();
        _app.With("Gemfile", "source 'https://gems.example.com'\ngem 'rack'\ngem 'sinatra'\n").With("Procfile", "web: true")
            .With("Gemfile.lock", "GEM\n  remote: https://gems.example.com/\n  specs:\n    rack (2.2.8)\n\nPLATFORMS\n  ruby\n  x86_64-linux\n\nDEPENDENCIES\n  rack\n\nRUBY VERSION\n   ruby 3.1.2p20\n\nBUNDLED WITH\n   2.3.15\n");
        using var build = new TestBuild(_app, _cache);

        await Transcripts.FailsAsync("ruby-broken", build, new RubyBuildpack([]));
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
    }

    private static string[] Files(TestDirectory app) =>
        [.. Directory.EnumerateFiles(app.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(app.Path, path)).Order(StringComparer.Ordinal)];

    /// <summary>Programs that answer as Ruby and Bundler of some version do.</summary>
    private static TestDirectory FakeRuby(string version, string bundler)
    {
        var programs = new TestDirectory();
        return programs
            .WithProgram("ruby", $"echo {version} {programs.Path}")
            .WithProgram("bundle", $"if [ \"$1\" = --version ]; then echo Bundler version {bundler}; else echo \"$*\" >> {programs.PathOf("calls")}; fi");
    }

    private static async Task<TestDirectory> NativeGemAsync()
    {
        var gem = new TestDirectory()
            .With("answer.gemspec", "Gem::Specification.new { |s| s.name, s.version, s.summary, s.authors = 'answer', '1.0', 'An answer', ['us']; s.files = ['ext/answer.c', 'ext/extconf.rb']; s.extensions = ['ext/extconf.rb'] }\n")
            .With("ext/extconf.rb", "require 'mkmf'\ncreate_makefile('answer')\n")
            .With("ext/answer.c", "#include <ruby.h>\nstatic VALUE to_i(VALUE self) { return INT2FIX(42); }\nvoid Init_answer(void) { rb_define_singleton_method(rb_define_module(\"Answer\"), \"to_i\", to_i, 0); }\n");
        var output = new TestOutput();
        using var process = Bash.Start("/usr/bin/gem build --quiet answer.gemspec", gem.Path, Bash.Environment(gem.Path), output.Line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output.Text);
        return gem;
    }

    private async Task<string> ErrorAsync(params (string, string)[] configVars)
    {
        using var build = new TestBuild(_app, _cache, configVars);
        return Assert.IsType<string>((await build.RunAsync(new RubyBuildpack([]))).Error);
    }
}
