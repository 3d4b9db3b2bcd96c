using System.Text;
using Paas.Git.Objects;

namespace Paas.Git.Tests.Objects;

public sealed class TreeNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("...")]
    [InlineData(".gitignore")]
    [InlineData(".gitmodules")]
    [InlineData("git")]
    [InlineData(".gi")]
    [InlineData(".git     x")]
    public void Problem_Harmless_IsNull(string name) => Assert.Null(TreeName.Problem(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(".git")]
    [InlineData(".GiT")]
    [InlineData(".git.")]
    [InlineData(".git      . .")]
    [InlineData(".git::$INDEX_ALLOCATION")]
    [InlineData("GIT~1")]
    [InlineData(".g\u200cit")]
    public void Problem_Harmful_IsTold(string name) => Assert.NotNull(TreeName.Problem(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("a", false, "b", false, -1)]
    [InlineData("a", true, "a.b", false, 1)]
    [InlineData("a", false, "a.b", false, -1)]
    [InlineData("a", true, "a0", false, -1)]
    [InlineData("a", true, "a", false, 0)]
    public void Compare_Names_FollowGit(string left, bool leftIsDirectory, string right, bool rightIsDirectory, int order) =>
        Assert.Equal(order, Math.Sign(TreeName.Compare(Encoding.UTF8.GetBytes(left), leftIsDirectory, Encoding.UTF8.GetBytes(right), rightIsDirectory)));
}
