using CsCheck;

namespace Paas.Python;

public sealed class PythonVersionRangeTests
{
    [Theory]
    [InlineData(">=3.10", "3.10.0 3.12.1 4.0.0", "3.9.18 2.7.18")]
    [InlineData(">=3.9,<3.12", "3.9.0 3.11.9", "3.8.1 3.12.0")]
    [InlineData("~=3.10", "3.10.0 3.13.0", "3.9.0 4.0.0")]
    [InlineData("~=3.10.2", "3.10.2 3.10.9", "3.10.1 3.11.0")]
    [InlineData("==3.11.*", "3.11.0 3.11.7", "3.10.1 3.12.0")]
    [InlineData("==3.11.2", "3.11.2", "3.11.1 3.11.3")]
    [InlineData(">=3.8,!=3.9.*", "3.8.0 3.10.0", "3.9.0 3.9.18")]
    [InlineData(">3.9", "3.9.1 3.10.0", "3.9.0 3.8.9")]
    [InlineData("<=3.9.2", "3.9.2 2.7.0", "3.9.3")]
    [InlineData("^3.9", "3.9.0 3.13.0", "3.8.9 4.0.0")]
    [InlineData("~3.9", "3.9.0 3.9.18", "3.10.0")]
    [InlineData("~3", "3.0.0 3.13.0", "4.0.0 2.7.0")]
    [InlineData("3.12", "3.12.0 3.12.9", "3.11.0 3.13.0")]
    [InlineData("*", "2.7.0 3.12.0", "")]
    [InlineData(" >= 3.10 , < 4 ", "3.10.0", "4.0.0")]
    public void Contains_Specifier(string range, string inside, string outside)
    {
        var parsed = PythonVersionRange.Parse(range)!;

        Assert.All(Versions(inside), version => Assert.True(parsed.Contains(version), version.ToString()));
        Assert.All(Versions(outside), version => Assert.False(parsed.Contains(version), version.ToString()));
    }

    [Theory]
    [InlineData("three")]
    [InlineData(">=")]
    [InlineData("3.10.1.2")]
    [InlineData(">=3.x")]
    [InlineData("3.-1")]
    public void Parse_NoRange_IsNull(string text) => Assert.Null(PythonVersionRange.Parse(text));

    [Fact]
    public void Parse_AnyText_DoesNotThrow() => Gen.Char["3.,<>=!~^* 10a"].Array[0, 12].Sample(static chars => PythonVersionRange.Parse(new string(chars)));

    [Fact]
    public void Contains_LowerAndUpperBound_AreComplements()
    {
        Gen.Select(Gen.Int[2, 4], Gen.Int[0, 14], Gen.Int[0, 20], Gen.Int[0, 14]).Sample((major, minor, patch, bound) =>
        {
            var version = new PythonVersion(major, minor, patch);
            Assert.NotEqual(PythonVersionRange.Parse($">=3.{bound}")!.Contains(version), PythonVersionRange.Parse($"<3.{bound}")!.Contains(version));
        });
    }

    private static IEnumerable<PythonVersion> Versions(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one => PythonVersion.TryParse(one, out var version) ? version : throw new ArgumentException(one));
}
