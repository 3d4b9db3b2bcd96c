namespace Paas.Ruby;

public sealed class GemRequirementTests
{
    [Theory]
    [InlineData("3.1.2", "3.1.2", true)]
    [InlineData("3.1.2", "3.1.3", false)]
    [InlineData("= 3.1", "3.1.0", true)]
    [InlineData("~> 3.1", "3.9.0", true)]
    [InlineData("~> 3.1", "4.0.0", false)]
    [InlineData("~> 3.1", "3.0.9", false)]
    [InlineData("~> 3.1.2", "3.1.9", true)]
    [InlineData("~> 3.1.2", "3.2.0", false)]
    [InlineData("~> 3.1.2", "3.1.1", false)]
    [InlineData(">= 3.0, < 4", "3.4.1", true)]
    [InlineData(">= 3.0, < 4", "4.0.0", false)]
    [InlineData(">= 3.0, < 4", "2.7.8", false)]
    [InlineData("> 3.1", "3.1.0", false)]
    [InlineData("<= 3.1", "3.1.0", true)]
    [InlineData("!= 3.1.2", "3.1.2", false)]
    [InlineData("!= 3.1.2", "3.1.3", true)]
    [InlineData(">= 3.4.0", "3.4.0.preview1", false)]
    public void Accepts_Version_AsRubyGemsDoes(string requirement, string version, bool accepted)
    {
        Assert.Equal(accepted, GemRequirement.Parse(requirement)!.Accepts(version));
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("~>")]
    [InlineData(">= x")]
    [InlineData("3.1 or 3.2")]
    public void Parse_Other_IsNone(string text)
    {
        Assert.Null(GemRequirement.Parse(text));
    }
}
