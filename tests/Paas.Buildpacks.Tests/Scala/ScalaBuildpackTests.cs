using Paas.Builds;
using Paas.Toolchains;

namespace Paas.Scala;

/// <summary>Decisions of the buildpack, with an sbt that writes down how it was called.</summary>
public sealed class ScalaBuildpackTests : IDisposable
{
    private const string Staged = "mkdir -p target/universal/stage/bin target/streams src/main/target && touch target/universal/stage/bin/app target/streams/x src/main/target/Kept.scala && chmod +x target/universal/stage/bin/app";

    private readonly TestDirectory _app = new TestDirectory().With("build.sbt").With("project/build.properties", "sbt.version=1.9.9\n").With("system.properties", "java.runtime.version=17\n");
    private readonly TestDirectory _cache = new();
    private readonly TestDirectory _machine = new();

    [Theory]
    [InlineData(null, "There is no project/build.properties, which must say the version of sbt.")]
    [InlineData("# none\n", "project/build.properties does not say the version of sbt.")]
    [InlineData("\nsbt.version = latest", "project/build.properties, line 2, says sbt.version=latest, which is not a version of sbt.")]
    [InlineData("sbt.version=0.13.5", "project/build.properties, line 1, asks for sbt 0.13.5, which is too old. Use 0.13.18, 1.1 or newer.")]
    [InlineData("sbt.version=1.0.4", "asks for sbt 1.0.4, which is too old")]
    public async Task Build_SbtVersion_IsMandatory(string? text, string problem)
    {
        File.Delete(_app.PathOf("project/build.properties"));
        if (text is not null)
            _app.With("project/build.properties", text);

        Assert.Contains(problem, (await BuildAsync()).Result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sbt.version=0.13.18")]
    [InlineData("sbt.version=1.1.0")]
    [InlineData("sbt.version: 1.10.7\r\n")]
    [InlineData("sbt.version=2.0.0-RC9")]
    public async Task Build_SupportedVersion_Builds(string text)
    {
        WithSbt(Staged);
        _app.With("project/build.properties", text);

        Assert.Null((await BuildAsync()).Result.Error);
    }

    [Theory]
    [InlineData("", "", "compile stage")]
    [InlineData("", "SBT_TASKS=assembly  docs/x", "assembly docs/x")]
    [InlineData("", "SBT_PRE_TASKS=flyway:info SBT_CLEAN=true", "clean flyway:info compile stage")]
    [InlineData("", "SBT_PROJECT=web", "web/compile web/stage")]
    [InlineData("sbt.project=api\nsbt.pre-tasks=a b\nsbt.clean=true", "SBT_PROJECT=web SBT_PRE_TASKS=c", "clean a b api/compile api/stage")]
    [InlineData("", "SBT_CLEAN=false", "compile stage")]
    public async Task Build_Settings_ChooseTheTasks(string properties, string configVars, string tasks)
    {
        WithSbt(Staged);
        _app.With("system.properties", "java.runtime.version=17\n" + properties);

        var (result, _) = await BuildAsync(configVars);

        Assert.Null(result.Error);
        Assert.Equal(tasks.Split(' '), _machine.Read("arguments").Trim().Split('\n'));
    }

    [Fact]
    public async Task Build_Sbt_KeepsItsFilesInTheCacheAndTheAppsOptions()
    {
        WithSbt(Staged);

        Assert.Null((await BuildAsync("SBT_OPTS=-Xmx700m JAVA_OPTS=-Xmx300m")).Result.Error);

        var environment = _machine.Read("environment");
        Assert.Contains($"SBT_OPTS=-Xmx700m -Dsbt.global.base={_cache.PathOf("scala/home")}/sbt -Dsbt.boot.directory=", environment, StringComparison.Ordinal);
        Assert.Contains($"\nHOME={_cache.PathOf("scala/home")}\n", "\n" + environment, StringComparison.Ordinal);
        Assert.Contains("JAVA_HOME=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("JAVA_OPTS", environment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sbtx", "sbtx of the app")]
    [InlineData("sbt", "sbt of the app")]
    [InlineData("project/sbt-launch.jar", "project/sbt-launch.jar of the app")]
    [InlineData("sbt-launch-1.9.9.jar", "sbt-launch-1.9.9.jar of the app")]
    public async Task Build_AppHasItsOwn_IsUsed(string file, string shown)
    {
        WithSbt("exit 9");
        _app.WithProgram(file, Staged);

        Assert.Contains(shown, (await BuildAsync(alone: true)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Sbt2_IsStartedByItsLauncherWhereThereIsOne()
    {
        WithSbt("exit 9");
        _machine.With("sbt-launch.jar", "no jar");
        _app.With("project/build.properties", "sbt.version=2.0.1");

        Assert.Contains("sbt-launch.jar", (await BuildAsync()).Result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_LauncherInTheCache_IsUsed()
    {
        WithSbt("exit 9");
        _cache.With("sbt-launcher/sbt-launch-1.9.9.jar");

        Assert.Contains("Using sbt 1.9.9 (the launcher of the build cache)", (await BuildAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_SbtOfASource_IsKeptInTheCache()
    {
        Bash.Require("javac");
        using var build = new TestBuild(_app, _cache).WithPrograms(_machine, alone: true);

        var result = await build.RunAsync(new ScalaBuildpack([new ScriptSource("sbt", "bin/sbt", Staged, "1.9.8", "1.9.9", "1.10.0")]));

        Assert.True(result.Error is null, result.Error);
        Assert.Contains("Using sbt 1.9.9 (downloaded)", build.Output.Text, StringComparison.Ordinal);
        Assert.True(_cache.Has("toolchains/sbt/bin/sbt"));
        Assert.Equal("target/universal/stage/bin/app -Dhttp.port=$PORT", result.DefaultProcessTypes["web"]);
    }

    [Fact]
    public async Task Build_Proxy_IsToldToTheJvm()
    {
        WithSbt(Staged);
        using var build = new TestBuild(_app, _cache).WithPrograms(_machine);
        build.Environment["https_proxy"] = "http://me:secret@proxy.example.com:3128";
        build.Environment["no_proxy"] = "localhost,.example.org";

        Assert.Null((await build.RunAsync(new ScalaBuildpack([]))).Error);

        var environment = _machine.Read("environment");
        Assert.Contains(" -Dhttps.proxyHost=proxy.example.com -Dhttps.proxyPort=3128 ", environment.Replace("SBT_OPTS=", "SBT_OPTS= ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("|*.example.org ", environment, StringComparison.Ordinal);
        Assert.DoesNotContain(environment.Split('\n'), static line => line.StartsWith("SBT_OPTS", StringComparison.Ordinal) && line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_NoSbtAnywhere_SaysHowToGetOne()
    {
        var (result, _) = await BuildAsync(alone: true);

        Assert.StartsWith("project/build.properties asks for sbt 1.9.9, but this platform has no sbt.", result.Error, StringComparison.Ordinal);
        Assert.Contains("commit its launcher as project/sbt-launch.jar", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo \"[error] $PWD/app/Web.scala:12:5: not found: value x\"", "The app does not compile:\n  app/Web.scala:12:5: not found: value x")]
    [InlineData("echo \"[error] $PWD/build.sbt:3: error: not found: value y\"", "The app does not compile:\n  build.sbt:3: not found: value y")]
    [InlineData("echo \"[error] -- [E006] Not Found Error: $PWD/src/Web.scala:2:10 ----\"", "The app does not compile:\n  src/Web.scala:2:10: Not Found Error")]
    [InlineData("echo '[error] Not a valid command: stage (similar: last)'", "The build has no task 'stage', which makes the app ready to run.\n  Not a valid command: stage (similar: last)\nAdd the plugin sbt-native-packager")]
    [InlineData("echo '[error] Web is already defined as object Web'", "Classes of an earlier build are in the way.\n  Web is already defined as object Web\nSet the config var SBT_CLEAN=true")]
    [InlineData("echo '[error] (update) sbt.librarymanagement.ResolveException: Error downloading a:b:1'", "Dependencies (or sbt itself) could not be had")]
    [InlineData("echo 'java.lang.OutOfMemoryError: Metaspace'", "sbt ran out of memory.")]
    [InlineData("echo '[error] anything'", "sbt compile stage failed with exit code 1.\n  anything")]
    public async Task Build_SbtFails_SaysWhy(string script, string error)
    {
        WithSbt(script + "\nexit 1");

        Assert.StartsWith(error, (await BuildAsync()).Result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "target/universal")]
    [InlineData("KEEP_SBT_CACHE=true", "target/streams target/universal")]
    public async Task Build_Staged_DropsWhatOnlySbtNeeds(string configVars, string left)
    {
        WithSbt(Staged);

        Assert.Null((await BuildAsync(configVars)).Result.Error);

        Assert.Equal(left.Split(' '), Directory.EnumerateFileSystemEntries(_app.PathOf("target")).Select(path => Path.GetRelativePath(_app.Path, path)).Order(StringComparer.Ordinal));
        Assert.True(_app.Has("src/main/target/Kept.scala"));
    }

    [Theory]
    [InlineData("target/universal/stage/bin/app", "target/universal/stage/bin/app -Dhttp.port=$PORT")]
    [InlineData("web/target/universal/stage/bin/web web/target/universal/stage/bin/web.bat", "web/target/universal/stage/bin/web -Dhttp.port=$PORT")]
    [InlineData("target/start", "target/start -Dhttp.port=$PORT $JAVA_OPTS")]
    [InlineData("target/universal/stage/bin/a target/universal/stage/bin/b", null)]
    [InlineData("target/other", null)]
    public async Task Build_Programs_GiveTheWebProcess(string files, string? web)
    {
        WithSbt($"for f in {files}; do mkdir -p \"$(dirname $f)\"; touch $f; chmod +x $f; done");

        var (result, output) = await BuildAsync();

        Assert.Equal(web, result.DefaultProcessTypes.GetValueOrDefault("web"));
        Assert.Equal(web is null, output.Contains("Procfile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_PlayForkRun_IsRemoved()
    {
        WithSbt(Staged);
        _app.With("project/play-fork-run.sbt");

        Assert.Contains("Removing project/play-fork-run.sbt", (await BuildAsync()).Output, StringComparison.Ordinal);
        Assert.False(_app.Has("project/play-fork-run.sbt"));
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
        _machine.Dispose();
    }

    private void WithSbt(string script) =>
        _machine.WithProgram("sbt", $"printf '%s\\n' \"$@\" > '{_machine.PathOf("arguments")}'\nenv > '{_machine.PathOf("environment")}'\n{script}");

    private async Task<(BuildpackResult Result, string Output)> BuildAsync(string configVars = "", bool alone = false)
    {
        Bash.Require("javac");
        var config = configVars.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(
            new List<(string Name, string Value)>(),
            static (all, word) =>
            {
                if (word.Contains('=', StringComparison.Ordinal) && char.IsAsciiLetterUpper(word[0]))
                    all.Add((word[..word.IndexOf('=', StringComparison.Ordinal)], word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]));
                else
                    all[^1] = (all[^1].Name, $"{all[^1].Value} {word}");
                return all;
            });
        using var build = new TestBuild(_app, _cache, [.. config]).WithPrograms(_machine, alone);
        return (await build.RunAsync(new ScalaBuildpack([])), build.Output.Text);
    }
}
