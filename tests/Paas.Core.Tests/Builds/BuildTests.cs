using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Paas.Engine;
using Paas.Testing;

namespace Paas.Builds;

public sealed class BuildTests
{
    [Fact]
    public async Task Transcript_FirstDeploy_IsTheGoldenOne()
    {
        await using var paas = await StartAsync();
        paas.Buildpack.OnBuild = static (context, _) =>
        {
            context.Output.Step("Installing things");
            context.Output.Detail("one\ntwo");
            return ValueTask.FromResult(new BuildpackResult { DefaultProcessTypes = Pairs(("web", "default"), ("console", "irb")) });
        };

        var build = await paas.DeployAsync("shop", "web: serve\nworker: work", version: "193d1419aabbccdd");
        var transcript = await TranscriptAsync(paas, build);
        var size = transcript.Single(static line => line.Contains("Done: ", StringComparison.Ordinal));
        Assert.Matches(@"^       Done: [0-9.]+[BK]$", size);
        var unpacked = transcript.Single(static line => line.Contains("Unpacked: ", StringComparison.Ordinal));
        Assert.Matches(@"^       Unpacked: [0-9.]+B, new: [0-9.]+[BK]$", unpacked);
        Assert.Equal(
            [
                "-----> Building on the Heroku-24 stack",
                "-----> Determining which buildpack to use for this app",
                "-----> Fake app detected",
                "-----> Installing things",
                "       one",
                "       two",
                "-----> Discovering process types",
                "       Procfile declares types     -> web, worker",
                "       Default types for buildpack -> console",
                "",
                "-----> Compressing...",
                size,
                unpacked,
                "-----> Launching...",
                "       Released v3",
                "       http://shop.localhost:8080/ deployed to Heroku",
            ],
            transcript);
    }

    [Theory]
    [InlineData("web: serve\nworker work", "Procfile line 2 ('worker work') has no colon")]
    [InlineData("# comment\n\nweb:", "Procfile line 3 ('web:') has no command")]
    [InlineData("we b: serve", "Procfile line 1 ('we b: serve') has an illegal process type 'we b'")]
    public async Task Procfile_Broken_NamesTheLineAndReleasesNothing(string procfile, string problem)
    {
        await using var paas = await StartAsync();
        var build = await paas.DeployAsync("shop", procfile);

        Assert.Equal(BuildStatus.Failed, build.Status);
        Assert.StartsWith(problem, build.Reason, StringComparison.Ordinal);
        var transcript = await TranscriptAsync(paas, build);
        Assert.Contains(transcript, line => line.StartsWith($" !     {problem}", StringComparison.Ordinal));
        Assert.Equal(" !     Push rejected, failed to compile Fake app.", transcript[^1]);
        Assert.Equal(2, (await paas.Platform.Releases.ListAsync("shop"))[0].Version);
    }

    [Fact]
    public async Task Procfile_AndDefaultTypes_AreMergedAndTheProcfileWins()
    {
        await using var paas = await StartAsync();
        paas.Buildpack.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult { DefaultProcessTypes = Pairs(("web", "default"), ("console", "irb")) });

        await paas.DeployAsync("shop", "web: serve\nworker: work");

        Assert.Equal(Pairs(("console", "irb"), ("web", "serve"), ("worker", "work")), (await paas.Platform.Releases.GetAsync("shop", 3)).Slug!.ProcessTypes);
        Assert.Equal([("console", 0), ("web", 1), ("worker", 0)], (await paas.Platform.Formations.GetAsync("shop")).Select(static process => (process.Type, process.Quantity)));
    }

    [Fact]
    public async Task Buildpack_Detected_IsPinnedByTheFirstSuccess()
    {
        var (first, second) = (new FakeBuildpack { Name = "test/first", Language = null }, new FakeBuildpack { Name = "test/second", Language = "Second" });
        await using var paas = await StartAsync(first, second);
        second.OnBuild = static (_, _) => ValueTask.FromResult(BuildpackResult.Failed("It does not compile."));
        Assert.Equal("It does not compile.", (await paas.DeployAsync("shop", "web: serve")).Reason);
        Assert.Empty((await paas.Platform.Apps.GetAsync("shop")).Buildpacks);

        second.OnBuild = static (_, _) => ValueTask.FromResult(new BuildpackResult());
        await paas.DeployAsync("shop", "web: serve");
        Assert.Equal(["test/second"], (await paas.Platform.Apps.GetAsync("shop")).Buildpacks);

        first.Language = "First";
        var build = await paas.DeployAsync("shop", "web: serve");
        Assert.Contains("-----> Using buildpack: test/second", await TranscriptAsync(paas, build));
    }

    [Fact]
    public async Task Buildpacks_Several_RunInOrderAndHandTheirExportsOn()
    {
        var seen = new List<string>();
        var (first, second) = (new FakeBuildpack { Name = "test/first", Language = "First" }, new FakeBuildpack { Name = "test/second", Language = "Second" });
        await using var paas = await StartAsync(first, second);
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Type == "build")
                seen.Add($"{dyno.Spec.Command} A={dyno.Spec.Environment.GetValueOrDefault("A")} B={dyno.Spec.Environment.GetValueOrDefault("B")}");
            FakeDynoDriver.Behave(dyno);
        };
        first.OnBuild = static async (context, cancellationToken) =>
        {
            await context.RunAsync(new BuildCommand("compile first") { Environment = ImmutableDictionary<string, string>.Empty.Add("B", "own") }, cancellationToken);
            return new BuildpackResult { Exports = Pairs(("A", "from first")), DefaultProcessTypes = Pairs(("first", "f"), ("web", "f")) };
        };
        second.OnBuild = static async (context, cancellationToken) =>
        {
            await context.RunAsync(new BuildCommand("compile second"), cancellationToken);
            return new BuildpackResult { DefaultProcessTypes = Pairs(("web", "s")) };
        };
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Buildpacks = ["test/second", "test/first", "test/second"] });

        var build = await paas.DeployAsync("shop", "worker: work");

        Assert.Equal(["compile second A= B=", "compile first A= B=own", "compile second A=from first B="], seen);
        Assert.Equal(["-----> Using buildpacks:", "       1. test/second", "       2. test/first", "       3. test/second"], (await TranscriptAsync(paas, build)).Skip(1).Take(4));
        Assert.Equal(Pairs(("web", "s"), ("worker", "work")), (await paas.Platform.Releases.GetAsync("shop", 3)).Slug!.ProcessTypes);
        Assert.Equal("Second", (await paas.Platform.Releases.GetAsync("shop", 3)).Slug!.Language);
    }

    [Fact]
    public async Task Buildpacks_OneFails_TheNextDoesNotRun()
    {
        var ran = false;
        var (first, second) = (new FakeBuildpack { Name = "test/first" }, new FakeBuildpack { Name = "test/second" });
        first.OnBuild = static (_, _) => ValueTask.FromResult(BuildpackResult.Failed("It does not compile."));
        second.OnBuild = (_, _) =>
        {
            ran = true;
            return ValueTask.FromResult(new BuildpackResult());
        };
        await using var paas = await StartAsync(first, second);
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Buildpacks = ["test/first", "test/second"] });

        Assert.Equal("It does not compile.", (await paas.DeployAsync("shop", "web: serve")).Reason);
        Assert.False(ran);
    }

    [Fact]
    public async Task Buildpack_Unknown_IsRefusedWithTheOnesThatExist()
    {
        await using var paas = await StartAsync();
        var e = await Assert.ThrowsAsync<PaasException>(() => paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Buildpacks = ["test/fake", "heroku/cobol"] }));

        Assert.Equal(PaasErrors.InvalidParams, e.Id);
        Assert.Contains("'heroku/cobol'", e.Message, StringComparison.Ordinal);
        Assert.Contains("test/fake", e.Message, StringComparison.Ordinal);
        Assert.Empty((await paas.Platform.Apps.GetAsync("shop")).Buildpacks);
    }

    /// <summary>Who reads the state learns no password, and the build after a restart has it.</summary>
    [Fact]
    public async Task Buildpack_AddressWithPassword_IsStoredSealed()
    {
        const string address = "https://me:s3cret@git.example/pack.git";
        var resolver = new AnyAddress();
        await using var paas = await TestPaas.StartAsync(services => services.AddSingleton<IBuildpackResolver>(resolver));
        await paas.Platform.Apps.CreateAsync("shop");
        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Buildpacks = [address] });
        await paas.RestartAsync();

        await paas.DeployAsync("shop", "web: serve");

        Assert.Equal([address], resolver.Asked);
        Assert.Equal(["https://***@git.example/pack.git"], (await paas.Platform.Apps.GetAsync("shop")).Buildpacks);
        var documents = await paas.State.ListAsync("", TestContext.Current.CancellationToken);
        Assert.Contains(documents, static document => Text(document).Contains("git.example", StringComparison.Ordinal));
        Assert.DoesNotContain(documents, static document => Text(document).Contains("s3cret", StringComparison.Ordinal));

        static string Text(StateDocument document) => Encoding.UTF8.GetString(document.Json!.Value.Span);
    }

    [Fact]
    public async Task Buildpack_DoesNotFitOrNoneDoes_SaysWhatTheSourceHas()
    {
        await using var paas = await StartAsync();
        paas.Buildpack.Language = null;

        var build = await paas.DeployAsync("shop", "web: serve", new Dictionary<string, string> { ["main.cob"] = "" });
        Assert.Equal("No buildpack fits the source.", build.Reason);
        Assert.Contains(" !     The root of the source has: Procfile, main.cob. Buildpacks here: test/fake.", await TranscriptAsync(paas, build));

        await paas.Platform.Apps.UpdateAsync("shop", new AppUpdate { Buildpacks = ["test/fake"] });
        build = await paas.DeployAsync("shop", "web: serve");
        Assert.Contains("-----> App not compatible with buildpack: test/fake", await TranscriptAsync(paas, build));
    }

    [Fact]
    public async Task Slug_TooLarge_IsRejectedWithItsSize()
    {
        await using var paas = await TestPaas.StartAsync(static services => services.Configure<EngineOptions>(static options => options.MaxSlugSize = 1024 * 1024));
        await paas.Platform.Apps.CreateAsync("shop");
        var random = new Random(1);
        paas.Buildpack.OnBuild = (context, _) =>
        {
            var bytes = new byte[2 * 1024 * 1024];
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(context.AppDirectory, "big"), bytes);
            return ValueTask.FromResult(new BuildpackResult());
        };

        var build = await paas.DeployAsync("shop", "web: serve");

        Assert.Matches("^Compiled slug size: 2(\\.[0-9])?M is too large \\(max is 1M\\)\\.$", build.Reason);
        Assert.Contains($" !     {build.Reason}", await TranscriptAsync(paas, build));
        Assert.Equal(2, (await paas.Platform.Releases.ListAsync("shop"))[0].Version);
    }

    [Fact]
    public async Task Buildpack_Throws_FailsTheBuildWithTheException()
    {
        await using var paas = await StartAsync();
        paas.Buildpack.OnBuild = static (_, _) => throw new InvalidOperationException("A bug of the buildpack.");

        var build = await paas.DeployAsync("shop", "web: serve");

        Assert.Contains("InvalidOperationException: A bug of the buildpack.", build.Reason, StringComparison.Ordinal);
        Assert.Contains($" !     {build.Reason}", await TranscriptAsync(paas, build));
        Assert.False(Directory.Exists(Path.Combine(paas.DataDirectory, "builds", build.Id.ToString("n"))));
    }

    [Fact]
    public async Task Source_CannotBeCheckedOut_FailsTheBuildWithTheReason()
    {
        await using var paas = await StartAsync();
        var build = await paas.Platform.Builds.CreateAsync("shop", new BuildSource(static (_, _) => throw new IOException("No space left on device")));
        build = await paas.Platform.Builds.WaitAsync("shop", build.Id);

        Assert.Contains("No space left on device", build.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_RunsInABuildDynoWithADefinedEnvironment()
    {
        await using var paas = await StartAsync();
        await paas.Platform.Config.UpdateAsync("shop", new Dictionary<string, string?> { ["SECRET"] = "1" });
        var specs = new List<DynoSpec>();
        paas.Driver.OnStart = dyno =>
        {
            if (dyno.Spec.Type != "build")
            {
                FakeDynoDriver.Behave(dyno);
                return;
            }

            specs.Add(dyno.Spec);
            dyno.Start();
            dyno.Print("making");
            dyno.Exit(2);
        };
        var codes = new List<int>();
        paas.Buildpack.OnBuild = async (context, cancellationToken) =>
        {
            codes.Add(await context.RunAsync(new BuildCommand("make all") { Environment = ImmutableDictionary<string, string>.Empty.Add("OWN", "1") }, cancellationToken));
            codes.Add(await context.RunAsync(new BuildCommand("make") { WorkingDirectory = "it's here" }, cancellationToken));
            codes.Add(await context.RunAsync(new BuildCommand("make") { Environment = ImmutableDictionary<string, string>.Empty.Add("HOME", "/a home") }, cancellationToken));
            return new BuildpackResult();
        };

        var build = await paas.DeployAsync("shop", "web: serve", version: "abc");

        Assert.Equal([2, 2, 2], codes);
        Assert.Equal(3, (await TranscriptAsync(paas, build)).Count(static line => line == "       making"));
        var app = await paas.Platform.Apps.GetAsync("shop");
        Assert.All(specs, spec =>
        {
            Assert.Equal((app.Id, "build", $"build.{build.Id.ToString("n")[..4]}"), (spec.AppId, spec.Type, spec.Name));
            Assert.Equal(Path.Combine(paas.DataDirectory, "builds", build.Id.ToString("n"), "app"), spec.Directory);
            Assert.Equal([Path.Combine(paas.DataDirectory, "cache", app.Id.ToString()), Path.Combine(Path.GetDirectoryName(spec.Directory)!, "work")], spec.WritableDirectories);
            Assert.Null(spec.SlugDigest);
            Assert.False(spec.NeedsPort);
        });
        Assert.Equal("make all", specs[0].Command);
        Assert.Equal("cd -- 'it'\\''s here' && { make\n}", specs[1].Command);
        Assert.Equal("export HOME='/a home'\nmake", specs[2].Command);

        // Nothing but the platform's own variables and the command's; a proxy or certificate of the host may be there too.
        var passed = new EngineOptions().BuildEnvironment;
        Assert.Equal(["CI", "OWN", "REQUEST_ID", "SOURCE_VERSION", "STACK"], specs[0].Environment.Keys.Except(passed).Order(StringComparer.Ordinal));
        Assert.Equal(("true", "1", "abc", "heroku-24"), (specs[0].Environment["CI"], specs[0].Environment["OWN"], specs[0].Environment["SOURCE_VERSION"], specs[0].Environment["STACK"]));
        Assert.DoesNotContain("OWN", specs[1].Environment.Keys);
    }

    private static async Task<TestPaas> StartAsync(params FakeBuildpack[] buildpacks)
    {
        var paas = await TestPaas.StartAsync(services =>
        {
            foreach (var buildpack in buildpacks)
                services.AddSingleton<IBuildpack>(buildpack);
        });
        await paas.Platform.Apps.CreateAsync("shop");
        return paas;
    }

    private static async Task<List<string>> TranscriptAsync(TestPaas paas, Build build) =>
        await paas.Platform.Builds.OutputAsync("shop", build.Id).ToListAsync();

    private static ImmutableSortedDictionary<string, string> Pairs(params (string Key, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Knows every address.</summary>
    private sealed class AnyAddress : IBuildpackResolver
    {
        public List<string> Asked { get; } = [];

        public IEnumerable<string> Names => [];

        public string? Refuse(string reference) => null;

        public BuildpackDeclaration? Read(BuildContext context) => null;

        public ValueTask<ImmutableArray<IBuildpack>> ResolveAsync(ImmutableArray<string> references, BuildContext context, CancellationToken cancellationToken)
        {
            Asked.AddRange(references);
            return ValueTask.FromResult<ImmutableArray<IBuildpack>>([new FakeBuildpack()]);
        }
    }
}
