using System.Collections.Immutable;
using CsCheck;

namespace Paas.CloudNative;

/// <summary>
/// Plans in short: buildpacks are separated by blanks; <c>a+x-y|-z?</c> is buildpack <c>a</c> that provides x and requires y or else
/// requires z, and is optional.
/// </summary>
public sealed class PlanResolutionTests
{
    [Theory]
    [InlineData("a", "a", "")]
    [InlineData("a+x b-x", "a b", "x:a")]
    [InlineData("a+x-x", "a", "x:a")]
    [InlineData("a+x b+x c-x", "a b c", "x:a,b")]
    [InlineData("a+x b-x c+x d-x", "a b c d", "x:a,c")]
    [InlineData("a-x b+x c-x", "", "")]
    [InlineData("a+x", "", "")]
    [InlineData("a-x", "", "")]
    [InlineData("a+x b-x c+x", "", "")]
    [InlineData("a+x?", "", "")]
    [InlineData("a+x? b", "b", "")]
    [InlineData("a b-x?", "a", "")]
    [InlineData("a+x? b-x? c", "a b c", "x:a")]
    [InlineData("a+x? b-x-y? c", "c", "")]
    [InlineData("a+x b-x-y? c", "", "")]
    [InlineData("a+x|+y b-y", "a b", "y:a")]
    [InlineData("a+x|+y b-x|-y", "a b", "x:a")]
    [InlineData("a+x| b", "a b", "")]
    [InlineData("a-x|", "a", "")]
    [InlineData("a-x|-y? b", "b", "")]
    [InlineData("a-x|? b", "a b", "")]
    [InlineData("a+x b+y-x c-y", "a b c", "x:a y:b")]
    [InlineData("a+x? b-x-q|? c", "b c", "")]
    public void Of_Group_TakesWhatTheLifecycleTakes(string group, string participants, string plan)
    {
        var resolution = PlanResolution.Of(Parse(group));

        Assert.Equal(participants, string.Join(' ', resolution.Participants));
        Assert.Equal(plan, string.Join(' ', resolution.Entries.Select(static entry => $"{entry.Name}:{string.Join(',', entry.Providers)}")));
        Assert.Equal(resolution.Passed, resolution.Problems.IsEmpty);
    }

    [Fact]
    public void Of_Failure_SaysWhatIsMissing()
    {
        var resolution = PlanResolution.Of(Parse("a-node|-deno b"));

        Assert.Equal(["a requires node, which nothing before it provides", "a requires deno, which nothing before it provides"], resolution.Problems);
        Assert.Equal(["a provides x, which nothing requires"], PlanResolution.Of(Parse("a+x")).Problems);
    }

    [Fact]
    public void Of_SeveralRequirements_KeepsTheirMetadataInOrder()
    {
        static PlannedBuildpack Requires(string id, string version) =>
            new(id, false, [new PlanAlternative([], [new PlanRequirement("node", new() { ["version"] = version })])]);
        ImmutableArray<PlannedBuildpack> group = [new("engine", false, [new PlanAlternative(["node"], [])]), Requires("first", "20"), Requires("second", "22")];

        var entry = Assert.Single(PlanResolution.Of(group).Entries);

        Assert.Equal(["20", "22"], entry.Requires.Select(static requirement => requirement.Metadata["version"]));
    }

    [Fact]
    public void Of_AnyGroup_HoldsTheRulesAndTakesTheFirstTrialThatDoes() =>
        _group.Sample(group =>
        {
            var buildpacks = Parse(group);
            var actual = PlanResolution.Of(buildpacks);
            var expected = Trials(buildpacks).Select(Reduce).FirstOrDefault(static trial => trial.Count > 0);
            Assert.Equal(expected?.Select(static option => option.Id) ?? [], actual.Participants);
            Assert.All(actual.Entries, entry =>
            {
                Assert.NotEmpty(entry.Providers);
                Assert.NotEmpty(entry.Requires);
                Assert.All(entry.Providers, provider => Assert.Contains(provider, actual.Participants));
            });
        }, iter: 2_000);

    [Fact]
    public void Of_NoConditions_TakesAll() =>
        Gen.Int[1, 6].Sample(count =>
        {
            var group = string.Join(' ', Enumerable.Range(0, count).Select(static i => $"b{i}"));
            Assert.Equal(count, PlanResolution.Of(Parse(group)).Participants.Length);
        });

    [Fact]
    public void For_ProvidersInTurn_GetWhatThoseBeforeLeft()
    {
        var plan = new RemainingPlan(PlanResolution.Of(Parse("a+x+y b+x c-x-y")).Entries);

        Assert.Equal(["x", "y"], plan.For("a").Select(static requirement => requirement.Name));
        Assert.Equal(["x"], plan.For("b").Select(static requirement => requirement.Name));
        Assert.Equal(["x"], plan.Without(["y"]).For("b").Select(static requirement => requirement.Name));
        Assert.Empty(plan.Without(["x", "y"]).For("b"));
        Assert.Empty(plan.For("c"));
    }

    private static readonly Gen<string> _part = Gen.Select(Gen.Bool, Gen.Char['w', 'z']).Select(static (provides, name) => $"{(provides ? '+' : '-')}{name}");

    private static readonly Gen<string> _group = Gen.Select(_part.Array[0, 2].Array[1, 3], Gen.Bool).Select(static (alternatives, optional) =>
            string.Join("|", alternatives.Select(static parts => string.Concat(parts))) + (optional ? "?" : "")).Array[1, 4]
        .Select(static members => string.Join(' ', members.Select(static (member, index) => $"b{index}{member}")));

    /// <summary>All choices of alternatives, in depth-first order.</summary>
    private static IEnumerable<List<PlanOption>> Trials(ImmutableArray<PlannedBuildpack> buildpacks) =>
        buildpacks.IsEmpty
            ? [[]]
            : Enumerable.Range(0, buildpacks[0].Alternatives.Length).SelectMany(i => Trials(buildpacks[1..]).Select(rest =>
                new List<PlanOption> { new(buildpacks[0].Id, buildpacks[0].Optional && i == buildpacks[0].Alternatives.Length - 1, buildpacks[0].Alternatives[i]) }.Concat(rest).ToList()));

    /// <summary>By the sentences of the specification, one buildpack at a time; empty when the trial does not work.</summary>
    private static List<PlanOption> Reduce(List<PlanOption> trial)
    {
        while (trial.Find(option => Lacks(trial, option)) is { } lacking)
        {
            if (trial.Exists(option => !option.Optional && Lacks(trial, option)))
                return [];
            trial = [.. trial.Where(option => option != lacking)];
        }

        return trial;
    }

    private static bool Lacks(List<PlanOption> trial, PlanOption option)
    {
        var index = trial.IndexOf(option);
        return option.Plan.Requires.Any(required => !trial.Take(index + 1).Any(before => before.Plan.Provides.Contains(required.Name)))
            || option.Plan.Provides.Any(provided => !trial.Skip(index).Any(after => after.Plan.Requires.Any(required => required.Name == provided)));
    }

    private static ImmutableArray<PlannedBuildpack> Parse(string group) =>
    [
        .. group.Split(' ').Select(static member =>
        {
            var optional = member.EndsWith('?');
            var text = member.TrimEnd('?');
            var end = text.IndexOfAny(['+', '-', '|']);
            var id = end < 0 ? text : text[..end];
            return new PlannedBuildpack(id, optional, [.. (end < 0 ? "" : text[end..]).Split('|').Select(Alternative)]);
        }),
    ];

    private static PlanAlternative Alternative(string text)
    {
        var (provides, requires) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<PlanRequirement>());
        var marks = Enumerable.Range(0, text.Length).Where(i => text[i] is '+' or '-').Append(text.Length).ToList();
        for (var i = 0; i + 1 < marks.Count; i++)
        {
            var name = text[(marks[i] + 1)..marks[i + 1]];
            if (text[marks[i]] == '+')
                provides.Add(name);
            else
                requires.Add(new PlanRequirement(name, []));
        }

        return new PlanAlternative(provides.ToImmutable(), requires.ToImmutable());
    }
}
