using System.Collections.Immutable;
using Paas.Builds;
using Paas.Files;

namespace Paas.CloudNative;

/// <summary>Orders in short: groups are separated by <c>/</c>, places by blanks, <c>?</c> is optional. What detection says is a number, or else it provides and requires nothing and passes.</summary>
public sealed class GroupDetectionTests : IDisposable
{
    private static readonly BuildTarget _target = new("linux", "amd64", "") { DistributionName = "debian", DistributionVersion = "12" };

    private readonly TestDirectory _directory = new();
    private readonly List<BuildpackDescriptor> _buildpacks = [];
    private readonly Dictionary<string, DetectRun> _results = [];
    private readonly List<string> _runs = [];

    [Theory]
    [InlineData("a b", "", "a b")]
    [InlineData("a b? c", "b=100", "a c")]
    [InlineData("a b / c", "b=100", "c")]
    [InlineData("a b? / c", "b=1", "a")]
    [InlineData("a / b / c", "a=100 b=1", "c")]
    [InlineData("a? b?", "a=100 b=100", "")]
    [InlineData("a b a", "", "a b")]
    [InlineData("m c", "", "a b c", "m: a b")]
    [InlineData("m c", "b=100", "d c", "m: a b / d")]
    [InlineData("m? c", "b=100", "c", "m: a b")]
    [InlineData("m c", "b=100", "", "m: a b")]
    [InlineData("a m", "", "a b", "m: a b")]
    [InlineData("a m / d", "c=100", "d", "m: b n", "n: c")]
    [InlineData("m n", "b=100", "a d", "m: b / a", "n: c / d", "c=100")]
    public async Task Find_Order_TakesTheFirstGroupThatPasses(string order, string results, string group, params string[] composites)
    {
        foreach (var composite in composites.Where(static text => text.Contains(':', StringComparison.Ordinal)))
            Add(composite.Split(':')[0], composite.Split(": ")[1]);
        foreach (var id in (string[])["a", "b", "c", "d"])
            Add(id);
        foreach (var result in results.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(composites.Where(static text => text.Contains('=', StringComparison.Ordinal))))
            _results[result.Split('=')[0]] = new DetectRun(int.Parse(result.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture), $"output of {result[0]}", []);

        var outcome = await FindAsync(order);

        Assert.Equal(group, string.Join(' ', outcome.Group.Select(static buildpack => buildpack.Id)));
        Assert.Equal(_runs.Distinct(), _runs);
    }

    [Fact]
    public async Task Find_NothingPasses_ExplainsWithTheLifecyclesExitCodes()
    {
        Add("a");
        Add("b");
        _results["a"] = new DetectRun(DetectRun.Fail, "no such file: package.json\n", []);

        var failed = await FindAsync("a b");

        Assert.False(failed.Errored);
        Assert.StartsWith("No group of Cloud Native buildpacks passed detection (lifecycle exit code 20).\nfail: a@1\n  no such file: package.json\npass: b@1", failed.Reason, StringComparison.Ordinal);

        _results["b"] = new DetectRun(3, "jq: not found\n", []);
        var errored = await FindAsync("a b");
        Assert.True(errored.Errored);
        Assert.Contains("(lifecycle exit code 21)", errored.Reason, StringComparison.Ordinal);
        Assert.Contains("err:  b@1 (exit code 3)\n  jq: not found", errored.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_UnmetPlan_GoesOnWithTheNextGroupAndExplains()
    {
        Add("a");
        Add("b");
        _results["a"] = new DetectRun(DetectRun.Pass, "", [new PlanAlternative([], [new PlanRequirement("node", [])])]);

        Assert.Equal(["b"], (await FindAsync("a / b")).Group.Select(static buildpack => buildpack.Id));
        Assert.Contains("a requires node, which nothing before it provides", (await FindAsync("a")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[[targets]]\nos = \"linux\"\n", true)]
    [InlineData("[[targets]]\nos = \"linux\"\narch = \"amd64\"\n", true)]
    [InlineData("[[targets]]\nos = \"linux\"\narch = \"arm64\"\n", false)]
    [InlineData("[[targets]]\nos = \"windows\"\n[[targets]]\nos = \"linux\"\n", true)]
    [InlineData("[[targets]]\nos = \"linux\"\n[[targets.distros]]\nname = \"ubuntu\"\nversion = \"24.04\"\n", false)]
    [InlineData("[[targets]]\nos = \"linux\"\n[[targets.distros]]\nname = \"ubuntu\"\n[[targets.distros]]\nname = \"debian\"\n", true)]
    [InlineData("[[stacks]]\nid = \"io.buildpacks.stacks.bionic\"\n", true)]
    public async Task Find_Targets_MustFit(string targets, bool fits)
    {
        Add("a", more: targets);

        var outcome = await FindAsync("a");

        Assert.Equal(fits, outcome.Passed);
        Assert.Equal(!fits, outcome.Reason.Contains("this build is for linux/amd64 (debian 12)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_OtherExecutionEnvironment_IsLeftOut()
    {
        Add("a", about: "exec-env = [\"test\"]", api: "0.12");
        Add("b", about: "exec-env = [\"production\"]", api: "0.12");

        Assert.Equal(["b"], (await FindAsync("a b")).Group.Select(static buildpack => buildpack.Id));
    }

    [Fact]
    public async Task Find_CompositeOfItself_IsRefused()
    {
        Add("m", "m");

        Assert.Contains("contains itself", (await Assert.ThrowsAsync<PaasException>(async () => await FindAsync("m"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_UnknownBuildpack_SaysWhichThereAre()
    {
        Add("a");

        Assert.Contains("There are: a@1", (await Assert.ThrowsAsync<PaasException>(async () => await FindAsync("b"))).Message, StringComparison.Ordinal);
        Assert.Contains("of a there is only 1", (await Assert.ThrowsAsync<PaasException>(async () => await FindAsync("a@2"))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private void Add(string id, string order = "", string more = "", string about = "", string api = "0.10")
    {
        var text = $"api = \"{api}\"\n[buildpack]\nid = \"{id}\"\nversion = \"1\"\n{about}\n{more}\n"
            + string.Concat(order.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(static group => "[[order]]\n" + string.Concat(group.Trim().Split(' ').Select(static member =>
                $"[[order.group]]\nid = \"{member.TrimEnd('?')}\"\noptional = {(member.EndsWith('?') ? "true" : "false")}\n"))));
        _directory.With($"{id}/buildpack.toml", text);
        _buildpacks.Add(BuildpackDescriptor.Read(new ConfinedDirectory(_directory.PathOf(id)), id));
    }

    private async Task<GroupOutcome> FindAsync(string order) =>
        await new GroupDetection(new BuildpackSet(_buildpacks), _target, "production", (buildpacks, _) =>
        {
            _runs.AddRange(buildpacks.Select(static buildpack => buildpack.Id));
            return new([.. buildpacks.Select(buildpack => _results.GetValueOrDefault(buildpack.Id) ?? new DetectRun(DetectRun.Pass, "", [PlanAlternative.None]))]);
        }).FindAsync(
            [.. order.Split('/').Select(static group => group.Trim().Split(' ').Select(static member =>
                new GroupEntry(member.TrimEnd('?').Split('@')[0], member.Contains('@', StringComparison.Ordinal) ? member.Split('@')[1] : null, member.EndsWith('?'))).ToImmutableArray())],
            TestContext.Current.CancellationToken);
}
