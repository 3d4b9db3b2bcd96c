using Paas.Builds;
using Paas.Toolchains;

namespace Paas.Clojure;

/// <summary>Decisions of the buildpack, with tools that write down how they were called.</summary>
public sealed class ClojureBuildpackTests : IDisposable
{
    private const string Uberjar = "(defproject a \"1\" :min-lein-version \"2.0.0\" :uberjar-name \"a.jar\")";
    private const string Plain = "(defproject a \"1\" :min-lein-version \"2.0.0\")";
    private const string MakesJar = "mkdir -p target/uberjar; touch target/uberjar/a.jar";

    private readonly TestDirectory _app = new TestDirectory().With("system.properties", "java.runtime.version=17");
    private readonly TestDirectory _cache = new();
    private readonly TestDirectory _machine = new();

    [Theory]
    [InlineData(Uberjar, "", "lein uberjar")]
    [InlineData(Plain, "", "lein with-profile production compile :all")]
    [InlineData("(defproject a \"1\" :plugins [[lein-npm \"0.6\"]])", "", "lein with-profile production do deps, compile :all")]
    [InlineData(Uberjar, "LEIN_BUILD_TASK=with-profile x do clean, uberjar", "lein with-profile x do clean, uberjar")]
    [InlineData(Uberjar, "BUILD_COMMAND=lein do clean, ring uberjar", "lein do clean, ring uberjar")]
    public async Task Build_Leiningen_ChoosesTheTask(string project, string configVar, string call)
    {
        WithLein("2.10.0", MakesJar);
        _app.With("project.clj", project);

        var (result, output) = await BuildAsync(configVar);

        Assert.True(result.Error is null, result.Error);
        Assert.Equal(call, _machine.Read("calls").Trim());
        Assert.Contains("-----> Using Leiningen 2.10.0\n-----> Building with Leiningen\n       Running: " + call, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_BuildScript_RunsInPlaceOfLeiningensTask()
    {
        WithLein("2.10.0", MakesJar);
        _app.With("project.clj", Uberjar).With("bin/build", "#!/usr/bin/env bash\nset -e\nlein compile\nlein uberjar\n");

        Assert.Null((await BuildAsync()).Result.Error);
        Assert.Equal("lein compile\nlein uberjar", _machine.Read("calls").Trim());
    }

    [Fact]
    public async Task Build_VendoredLein_IsUsedThoughThereIsAnother()
    {
        WithLein("2.10.0", "exit 9");
        _app.With("project.clj", Uberjar).With("bin/lein", "#!/usr/bin/env bash\n" + MakesJar);

        var (result, output) = await BuildAsync();

        Assert.Null(result.Error);
        Assert.Contains("Using vendored Leiningen at bin/lein", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.99.0", "project.clj, line 1, asks for Leiningen 2.99.0 or newer, but this platform has Leiningen 2.10.0")]
    [InlineData("2.10.0", null)]
    [InlineData("1.7.1", null)]
    public async Task Build_MinLeinVersion_IsRespected(string least, string? problem)
    {
        WithLein("2.10.0", MakesJar);
        _app.With("project.clj", $"(defproject a \"1\" :min-lein-version \"{least}\" :uberjar-name \"a.jar\")");

        Assert.StartsWith(problem ?? "", (await BuildAsync()).Result.Error ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Leiningen_KeepsItsFilesInTheCacheAndIsNotGivenTheDynosOptions()
    {
        WithLein("2.10.0", MakesJar);
        _app.With("project.clj", Uberjar).With(".lein/profiles.clj", "{:user {}}");

        Assert.Null((await BuildAsync("JVM_OPTS=-Xmx300m")).Result.Error);

        var environment = _machine.Read("environment");
        var home = _cache.PathOf("clojure/home");
        Assert.Contains("JVM_OPTS=-Xmx600m\n", environment, StringComparison.Ordinal);
        Assert.Contains($"LEIN_HOME={home}/.lein\n", environment, StringComparison.Ordinal);
        Assert.Contains($"LEIN_JVM_OPTS=-Xmx400m -XX:+TieredCompilation -XX:TieredStopAtLevel=1 -Duser.home={home}\n", environment, StringComparison.Ordinal);
        Assert.Equal("{:user {}}", _cache.Read("clojure/home/.lein/profiles.clj"));
    }

    [Theory]
    [InlineData(Uberjar, "", false)]
    [InlineData(Plain, "", true)]
    [InlineData(Uberjar, "LEIN_INCLUDE_IN_SLUG=yes", true)]
    [InlineData(Plain, "LEIN_INCLUDE_IN_SLUG=no", false)]
    public async Task Build_IncludeInSlug_IsForAppsThatLeiningenStarts(string project, string configVar, bool included)
    {
        WithLein("2.10.0", MakesJar + "; kept=\"$LEIN_HOME/../.m2/repository/a/b/c/1.0\"; mkdir -p \"$kept\"; touch \"$kept/c-1.0.jar\"");
        _app.With("project.clj", project);

        var result = (await BuildAsync(configVar)).Result;

        Assert.Null(result.Error);
        Assert.Equal(included, _app.Has(".m2/repository"));
        Assert.Equal(project == Plain && included ? ["pkg:maven/a.b/c@1.0"] : [], result.Components.Select(static component => component.PackageUrl));
        Assert.Equal(included, _app.Read(".profile.d/clojure.sh").Contains("LEIN_HOME", StringComparison.Ordinal));
        Assert.Contains("RING_ENV", _app.Read(".profile.d/clojure.sh"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Uberjar, "mkdir -p target; touch target/a.jar target/a-1.jar", "java $JVM_OPTS -jar target/a.jar")]
    [InlineData(Uberjar, MakesJar, "java $JVM_OPTS -jar target/uberjar/a.jar")]
    [InlineData(Uberjar, "", null)]
    [InlineData(Plain, "", "lein with-profile production trampoline run")]
    public async Task Build_Jar_GivesTheWebProcess(string project, string makes, string? web)
    {
        WithLein("2.10.0", makes);
        _app.With("project.clj", project);

        Assert.Equal(web, (await BuildAsync()).Result.DefaultProcessTypes.GetValueOrDefault("web"));
    }

    [Theory]
    [InlineData("echo 'Syntax error compiling at (hello/web.clj:12:5).'; echo 'Unable to resolve symbol: x in this context'", "The app does not compile:\n  hello/web.clj:12:5: Unable to resolve symbol: x in this context")]
    [InlineData("echo 'Syntax error (IllegalArgumentException) compiling recur at (a.clj:3:1).'; echo; echo 'Mismatch'", "The app does not compile:\n  a.clj:3:1: Mismatch")]
    [InlineData("echo 'Exception in thread \"main\" java.lang.RuntimeException: Unable to resolve symbol: x in this context, compiling:(hello/web.clj:12:5)'", "The app does not compile:\n  hello/web.clj:12:5: ")]
    [InlineData("echo 'Could not find artifact a:b:jar:1 in central'", "Dependencies could not be had from their repositories.\n  Could not find artifact a:b:jar:1 in central\nCheck their names")]
    [InlineData("echo 'Could not locate a/b__init.class, a/b.clj or a/b.cljc on classpath.'", "A namespace is on no path")]
    [InlineData("echo one; echo '  at a.b(c.java:1)'", "lein uberjar failed with exit code 1.\n  one")]
    public async Task Build_Fails_SaysWhy(string script, string error)
    {
        WithLein("2.10.0", script + "; exit 1");
        _app.With("project.clj", Uberjar);

        Assert.StartsWith(error, (await BuildAsync()).Result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{:aliases {:build {:ns-default build}}}", "clojure -T:build uber", "java $JVM_OPTS -jar target/app.jar")]
    [InlineData("{:aliases {:run {:main-opts [\"-m\" \"a\"]}}}", "clojure -P -M:run", "clojure -M:run")]
    [InlineData("{}", "clojure -P", null)]
    public async Task Build_DepsEdn_IsBuiltByTheClojureCli(string deps, string call, string? web)
    {
        WithClojure("if [ \"$1\" = -T:build ]; then mkdir -p target; touch target/app.jar; fi");
        _app.With("deps.edn", deps);

        var (result, output) = await BuildAsync();

        Assert.True(result.Error is null, result.Error);
        Assert.Equal(call, _machine.Read("calls").Trim());
        Assert.Equal(web, result.DefaultProcessTypes.GetValueOrDefault("web"));
        Assert.Contains("-----> Using the Clojure CLI 1.11.1.1435\n", output, StringComparison.Ordinal);
        Assert.Contains($"CLJ_JVM_OPTS=-Duser.home={_cache.PathOf("clojure/home")}\n", _machine.Read("environment"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Uberjar, false)]
    [InlineData(Plain, true)]
    public async Task Build_LeiningenOfASource_IsInTheSlugOfAppsThatItStarts(string project, bool included)
    {
        Bash.Require("javac");
        _app.With("project.clj", project.Replace("2.0.0", "2.99.0", StringComparison.Ordinal)).With(".lein/profiles.clj", "{:user {}}");
        using var build = new TestBuild(_app, _cache).WithPrograms(_machine);

        var result = await build.RunAsync(new ClojureBuildpack([new ScriptSource("leiningen", "bin/lein", MakesJar, "2.98.0", "2.99.1")]));

        Assert.True(result.Error is null, result.Error);
        Assert.Contains("-----> Using Leiningen 2.99.1\n", build.Output.Text, StringComparison.Ordinal);
        Assert.Equal((included, !included), (_app.Has(".heroku/leiningen/bin/lein"), _cache.Has("toolchains/leiningen/bin/lein")));
        Assert.True(_app.Has(".lein/profiles.clj"), "The app's own profiles are gone.");
    }

    [Fact]
    public async Task Build_DepsEdnWithoutTheCli_SaysHowToGetIt()
    {
        // Debian's program of this name is no Clojure CLI.
        _machine.WithProgram("clojure", "exec java -cp clojure.jar clojure.main");
        _app.With("deps.edn", "{}");

        var error = (await BuildAsync(alone: true)).Result.Error;

        Assert.StartsWith("deps.edn asks for Clojure CLI 1.10.3 or newer, but this platform has no Clojure CLI.", error, StringComparison.Ordinal);
        Assert.Contains("commit a script that starts it as bin/clojure", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project.clj", "(defproject a", "project.clj cannot be read: line 1: '(' is not closed.")]
    [InlineData("deps.edn", "[]", "deps.edn cannot be read: it is not one map.")]
    [InlineData("src/a.clj", "", "There is neither project.clj (Leiningen) nor deps.edn")]
    public async Task Build_BadProject_SaysWhere(string file, string text, string problem)
    {
        _app.With(file, text);

        Assert.StartsWith(problem, (await BuildAsync()).Result.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _app.Dispose();
        _cache.Dispose();
        _machine.Dispose();
    }

    private void WithLein(string version, string script) => _machine.WithProgram("lein", $"export LEIN_VERSION=\"{version}\"\n{Records("lein")}\n{script}");

    private void WithClojure(string script) =>
        _machine.WithProgram("clojure", $"# tools.deps\nif [ \"$1\" = --version ]; then echo 'Clojure CLI version 1.11.1.1435'; exit; fi\n{Records("clojure")}\n{script}");

    private string Records(string name) => $"echo \"{name} $*\" >> '{_machine.PathOf("calls")}'\nenv > '{_machine.PathOf("environment")}'";

    private async Task<(BuildpackResult Result, string Output)> BuildAsync(string configVar = "", bool alone = false)
    {
        Bash.Require("javac");
        (string, string)[] configVars = configVar.Split('=', 2) is [var name, var value] ? [(name, value)] : [];
        using var build = new TestBuild(_app, _cache, configVars).WithPrograms(_machine, alone);
        return (await build.RunAsync(new ClojureBuildpack([])), build.Output.Text);
    }
}
