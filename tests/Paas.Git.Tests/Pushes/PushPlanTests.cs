using System.Collections.Immutable;
using Paas.Git.Objects;
using Paas.Git.Protocol;
using Paas.Git.Pushes;
using Paas.Git.Repositories;

namespace Paas.Git.Tests.Pushes;

public sealed class PushPlanTests
{
    private const string Topic = "refs/heads/topic";
    private static readonly Oid None = Oid.Parse(new string('0', 40));
    private static readonly Oid A = Oid.Parse(new string('a', 40));
    private static readonly Oid B = Oid.Parse(new string('b', 40));

    [Fact]
    public void Create_MainInEmptyRepository_IsDeployedAndHead()
    {
        var plan = Plan([], new RefCommand(RefName.Main, None, A));
        Assert.Equal((A, RefName.Main), (plan.Deploy!.Value, plan.Head));
        Assert.Null(plan.Decisions[0].Refusal);
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void Create_MasterInEmptyRepository_IsHead() => Assert.Equal(RefName.Master, Plan([], new RefCommand(RefName.Master, None, A)).Head);

    [Fact]
    public void Create_TopicOnly_SkipsTheBuild()
    {
        var plan = Plan([], new RefCommand(Topic, None, A));
        Assert.Null(plan.Deploy);
        Assert.Equal(["Pushed to branch other than [main, master], skipping build."], plan.Notes);
    }

    [Fact]
    public void Create_TagOnly_IsSilent() => Assert.Empty(Plan([], new RefCommand("refs/tags/v1", None, A)).Notes);

    [Fact]
    public void Create_OldValueIsNotCurrent_IsRefused() =>
        Assert.Contains("changed by somebody else", Plan([(RefName.Main, A)], new RefCommand(RefName.Main, None, B)).Decisions[0].Refusal!, StringComparison.Ordinal);

    [Fact]
    public void Create_BothAlike_BuildsOnce()
    {
        var plan = Plan([], new RefCommand(RefName.Master, None, A), new RefCommand(RefName.Main, None, A));
        Assert.Equal((A, RefName.Main), (plan.Deploy!.Value, plan.Head));
        Assert.All(plan.Decisions, static d => Assert.Null(d.Refusal));
    }

    [Fact]
    public void Create_BothDifferent_AreRefusedAndNothingIsBuilt()
    {
        var plan = Plan([], new RefCommand(RefName.Master, None, A), new RefCommand(RefName.Main, None, B));
        Assert.Null(plan.Deploy);
        Assert.Equal("main and master differ", plan.Decisions[0].Refusal);
    }

    [Fact]
    public void Create_DeletionOfTheLastDeployedBranch_IsRefused()
    {
        var plan = Plan([(RefName.Main, A)], new RefCommand(RefName.Main, A, None));
        Assert.Equal("deletion of the deployed branch prohibited", plan.Decisions[0].Refusal);
    }

    [Fact]
    public void Create_DeletionOfOneOfBoth_MovesHead()
    {
        var plan = Plan([(RefName.Main, A), (RefName.Master, A)], new RefCommand(RefName.Main, A, None));
        Assert.Null(plan.Decisions[0].Refusal);
        Assert.Equal(RefName.Master, plan.Head);
    }

    [Fact]
    public void Create_DirectoryAndFileOfOneName_AreRefusedUnlessOneGoes()
    {
        Assert.NotNull(Plan([("refs/heads/a", A)], new RefCommand("refs/heads/a/b", None, A)).Decisions[0].Refusal);
        Assert.NotNull(Plan([("refs/heads/a/b", A)], new RefCommand("refs/heads/a", None, A)).Decisions[0].Refusal);
        Assert.NotNull(Plan([], new RefCommand("refs/heads/a", None, A), new RefCommand("refs/heads/a/b", None, A)).Decisions[1].Refusal);
        Assert.Null(Plan([("refs/heads/a", A)], new RefCommand("refs/heads/a", A, None), new RefCommand("refs/heads/a/b", None, A)).Decisions[1].Refusal);
    }

    private static PushPlan Plan((string Name, Oid Id)[] refs, params RefCommand[] commands) =>
        PushPlan.Create(RefSnapshot.Empty with { Refs = refs.ToImmutableSortedDictionary(static r => r.Name, static r => r.Id, StringComparer.Ordinal) }, [.. commands]);
}
